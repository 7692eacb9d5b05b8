/// The talk with the control plane: route tables come, reports go. The data plane never waits for it.
@NullMarked
package penstock.gateway.control;

import org.jspecify.annotations.NullMarked;
