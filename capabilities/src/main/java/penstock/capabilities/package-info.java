/// The list of all capabilities. Each is one package below.
@NullMarked
package penstock.capabilities;

import org.jspecify.annotations.NullMarked;
