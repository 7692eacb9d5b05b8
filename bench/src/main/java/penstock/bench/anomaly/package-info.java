/// How well anomalies are found, and how often they are seen where there are none, on made-up series.
@NullMarked
package penstock.bench.anomaly;

import org.jspecify.annotations.NullMarked;
