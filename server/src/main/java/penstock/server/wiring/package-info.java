/// Puts the program together: capabilities, controllers, the target and the gateway's process.
@NullMarked
package penstock.server.wiring;

import org.jspecify.annotations.NullMarked;
