package penstock.judge;

/// Bets on one metric against one null hypothesis, until they are made anew, at most once a second, from what stable did
/// before. There are two sides to each metric: that the candidate is beyond its tolerance, and that it is within its margin.
///
/// A bad guess costs time, never validity. An error in stable's figure cancels to first order, because the null's nearest
/// point moves with it; only a shift of several times matters, hence the last five seconds.
///
/// What a block has counted is kept outside, as [#WIDTH] numbers from position `at` of an array: first stable's, then the
/// candidate's.
sealed interface Side permits ClosedSide, ShareSide, MeanSide, RateSide {
    /// Numbers that a block counts for a side, half of them for each version.
    int WIDTH = 6;

    /// Where the candidate's begin.
    int CANDIDATE = 3;

    /// Whether enough is known about stable to bet at all.
    boolean isOpen();

    void count(long[] counts, int at, Sums stable, Sums candidate);

    /// Evidence of one bet from what a block has counted, as a logarithm; zero if there is no such bet or if one version has
    /// nothing.
    double value(int bet, long[] counts, int at);

    /// The most that a block may bring as evidence for "worse", as a logarithm. A smaller number than an e-variable is still
    /// one, whatever chose the cap.
    double cap(long[] counts, int at);

    /// Evidence, as a logarithm, that so much of stable and of the candidate can be expected to bring if the candidate is as
    /// stable is; zero or less if no amount is enough.
    double pace(double stable, double candidate);
}
