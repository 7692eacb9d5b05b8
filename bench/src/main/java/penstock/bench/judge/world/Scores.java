package penstock.bench.judge.world;

/// Scores of answers, each in [0, 1]. Sums of simulated scores are exact, since each is a multiple of 1/1024.
///
/// @param n how many answers were scored
/// @param sum of all
/// @param squares sum of their squares
public record Scores(long n, double sum, double squares) {
    public static final Scores NONE = new Scores(0, 0, 0);

    public Scores plus(Scores other) {
        return other.n == 0
                ? this
                : new Scores(n + other.n, sum + other.sum, squares + other.squares);
    }
}
