/// Who may do what.
@NullMarked
package penstock.kernel.access;

import org.jspecify.annotations.NullMarked;
