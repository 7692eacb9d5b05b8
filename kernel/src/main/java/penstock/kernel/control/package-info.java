/// Controllers: look at a resource, decide without side effects, store the decision, then act on it.
@NullMarked
package penstock.kernel.control;

import org.jspecify.annotations.NullMarked;
