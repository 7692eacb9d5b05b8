/// Installations that are killed: at every point where a server can be, and at random.
@NullMarked
package penstock.server.crash;

import org.jspecify.annotations.NullMarked;
