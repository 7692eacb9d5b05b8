package penstock.judge.kayenta;

/// In which direction a difference is bad.
public enum Direction {
    INCREASE,
    DECREASE,
    EITHER
}
