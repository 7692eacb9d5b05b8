/// Tests of the parts of the control loop that need no store.
@NullMarked
package penstock.kernel.control;

import org.jspecify.annotations.NullMarked;
