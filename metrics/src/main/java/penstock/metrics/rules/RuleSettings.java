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
public record RuleSettings(
        Labels external,
        String externalUrl,
        long queryOffset,
        long outageTolerance,
        long gracePeriod,
        TemplateLimits templates) {
    public static final RuleSettings DEFAULT =
            new RuleSettings(Labels.EMPTY, "", 0, 3_600_000, 600_000, TemplateLimits.DEFAULT);

    public RuleSettings {
        if (queryOffset < 0 || outageTolerance < 0 || gracePeriod < 0) {
            throw new IllegalArgumentException(
                    "settings: query offset %d, outage tolerance %d, grace period %d (expected: 0 or more of each)"
                            .formatted(queryOffset, outageTolerance, gracePeriod));
        }
    }

    public RuleSettings withExternal(Labels labels, String url) {
        return new RuleSettings(labels, url, queryOffset, outageTolerance, gracePeriod, templates);
    }
}
