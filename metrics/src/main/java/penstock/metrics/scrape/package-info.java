/// How the metrics of targets come to be series: relabelling.
@NullMarked
package penstock.metrics.scrape;

import org.jspecify.annotations.NullMarked;
