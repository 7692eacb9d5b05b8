/// Whether a release that is worse only in a figure of its own is stopped by it, and one that is better in it is promoted.
@NullMarked
package penstock.bench.quality;

import org.jspecify.annotations.NullMarked;
