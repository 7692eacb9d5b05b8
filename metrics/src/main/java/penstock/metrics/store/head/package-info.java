/// The newest samples, in memory: what the log has and no block has yet.
@NullMarked
package penstock.metrics.store.head;

import org.jspecify.annotations.NullMarked;
