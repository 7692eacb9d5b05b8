package penstock.metrics.rules;

/// What the rules of a group have left in one evaluation, together.
final class Room {
    private int results;
    private int texts;

    Room(RuleSettings.Limits limits) {
        this.results = limits.results();
        this.texts = limits.texts();
    }

    /// How many results the next rule may have.
    int results(RuleGroup group) {
        return group.limit() > 0 ? Math.min(group.limit(), results) : results;
    }

    void takeResults(int count) {
        results = Math.max(0, results - count);
    }

    /// Whether there is room for so many more characters in alerts.
    boolean takesText(int length) {
        texts -= Math.min(texts + 1, length);
        return texts >= 0;
    }
}
