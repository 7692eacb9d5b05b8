package penstock.metrics.rules;

import penstock.metrics.labels.Labels;
import penstock.metrics.template.TemplateLimits;

/// What rules know of the server. Times are in milliseconds.
///
/// @param external labels that tell this server from others
/// @param externalUrl where users reach it, without a `/` at the end; may be empty
/// @param queryOffset how far back queries of groups look that say nothing about it
/// @param outageTolerance how long ago alerts may have been seen last to be taken up after a restart
/// @param gracePeriod the least time that an alert that was taken up waits before it fires, if its `for` is as long
/// @param limits what evaluations may use
public record RuleSettings(
        Labels external,
        String externalUrl,
        long queryOffset,
        long outageTolerance,
        long gracePeriod,
        Limits limits) {
    public static final RuleSettings DEFAULT =
            new RuleSettings(Labels.EMPTY, "", 0, 3_600_000, 600_000, Limits.DEFAULT);

    /// What the evaluation of one group may use.
    ///
    /// @param results series of recording rules and alerts of alerting ones; each rule has the group's own limit besides
    /// @param texts characters of the labels and annotations of all alerts
    public record Limits(int results, int texts, TemplateLimits templates) {
        public static final Limits DEFAULT = new Limits(20_000, 1 << 22, TemplateLimits.DEFAULT);

        public Limits {
            if (results < 1 || texts < 1) {
                throw new IllegalArgumentException(
                        "limits: %d results, %d characters (expected: 1 or more of each)"
                                .formatted(results, texts));
            }
        }
    }

    public RuleSettings {
        if (queryOffset < 0 || outageTolerance < 0 || gracePeriod < 0) {
            throw new IllegalArgumentException(
                    "settings: query offset %d, outage tolerance %d, grace period %d (expected: 0 or more of each)"
                            .formatted(queryOffset, outageTolerance, gracePeriod));
        }
    }

    public RuleSettings withExternal(Labels labels, String url) {
        return new RuleSettings(labels, url, queryOffset, outageTolerance, gracePeriod, limits);
    }

    public RuleSettings withLimits(Limits others) {
        return new RuleSettings(
                external, externalUrl, queryOffset, outageTolerance, gracePeriod, others);
    }
}
