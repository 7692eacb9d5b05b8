/// What the two versions of a rollout tell in series: how much a counter or a histogram has grown in one interval, by version. Reads
/// through the port `MetricSource`; all else is pure.
@NullMarked
package penstock.capabilities.scraped;

import org.jspecify.annotations.NullMarked;
