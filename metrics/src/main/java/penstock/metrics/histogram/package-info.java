/// Native histograms: their values, arithmetic, and what can be read off them.
@NullMarked
package penstock.metrics.histogram;

import org.jspecify.annotations.NullMarked;
