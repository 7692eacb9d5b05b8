package penstock.bench.judge.world;

/// A story of a candidate.
///
/// @param name of the story
/// @param family what it is about
/// @param what it tells
/// @param isGood whether the candidate is as good as stable, so that a rollback is wrong
/// @param trouble what happens
public record Scenario(String name, Family family, String what, boolean isGood, Trouble trouble) {
    /// Requests a second, of both versions.
    public double rate() {
        return trouble.rate;
    }

    /// Groups of stories, each of which a run may ask for as a whole.
    public enum Family {
        NULL("the candidate is as good as stable"),
        ERRORS("requests of the candidate fail"),
        LATENCY("requests of the candidate take longer"),
        SCORE("answers of the candidate are worse"),
        LATE("a fault begins after 25 minutes, or at a weight of 50 %"),
        MARGIN("the candidate is exactly at a margin of the last stage"),
        HARD("a fault amidst disturbances, thin or heavy traffic"),
        BEYOND("a good candidate, but what the promise rests on does not hold");

        private final String what;

        Family(String what) {
            this.what = what;
        }

        public String what() {
            return what;
        }
    }
}
