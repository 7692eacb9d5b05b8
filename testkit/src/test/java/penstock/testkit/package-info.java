/// Runs the contracts against the embedded store, and tests the kernel with it.
@NullMarked
package penstock.testkit;

import org.jspecify.annotations.NullMarked;
