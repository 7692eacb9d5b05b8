package penstock.cli.load;

/// One second of a load: what was due in it, and how it ended.
public record Second(long due, long ok, long failed, long lost) {
    static final Second NONE = new Second(0, 0, 0, 0);

    Second plus(Outcome outcome) {
        return new Second(
                due + 1,
                ok + (outcome == Outcome.OK ? 1 : 0),
                failed + (outcome == Outcome.OK ? 0 : 1),
                lost + (outcome.isLost() ? 1 : 0));
    }
}
