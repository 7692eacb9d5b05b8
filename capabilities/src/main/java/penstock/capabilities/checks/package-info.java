/// Checks of a plan: an HTTP request, a command or a load test against a candidate.
@NullMarked
package penstock.capabilities.checks;

import org.jspecify.annotations.NullMarked;
