/// The program: reads the settings, takes the data directory, wires the parts together in order, and stops them in the
/// opposite order.
@NullMarked
package penstock.server;

import org.jspecify.annotations.NullMarked;
