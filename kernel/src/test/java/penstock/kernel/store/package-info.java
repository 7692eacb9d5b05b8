/// Tests of the parts of the store that cannot be reached from outside.
@NullMarked
package penstock.kernel.store;

import org.jspecify.annotations.NullMarked;
