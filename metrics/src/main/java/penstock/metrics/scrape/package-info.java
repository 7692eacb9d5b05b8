/// How the metrics of targets come to be series: targets and their labels, relabelling, the loop that asks each target again and again, and
/// what it makes of the answers. What is not said otherwise is as in Prometheus 3.
///
/// Each target has a thread of its own, so that a slow one delays no other; what is read at once of all of them together is bounded
/// ([BodyMemory]), and so is how many answers are taken apart at once. A target that goes on under the same labels, at another address, is the
/// same target.
@NullMarked
package penstock.metrics.scrape;

import org.jspecify.annotations.NullMarked;
