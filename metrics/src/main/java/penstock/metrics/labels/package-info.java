/// What identifies a series, and how series are chosen.
@NullMarked
package penstock.metrics.labels;

import org.jspecify.annotations.NullMarked;
