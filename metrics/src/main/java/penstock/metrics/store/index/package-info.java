/// Which series have which labels: sets of series by label, as compressed bitmaps, and how matchers are answered with them.
///
/// Bitmaps: Lemire et al., "Roaring Bitmaps: Implementation of an Optimized Software Library", 2018.
@NullMarked
package penstock.metrics.store.index;

import org.jspecify.annotations.NullMarked;
