/// Bits and bytes of the store's files.
@NullMarked
package penstock.metrics.store.bytes;

import org.jspecify.annotations.NullMarked;
