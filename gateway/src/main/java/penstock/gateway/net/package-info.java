/// Sockets: everything that knows Netty. Gives the engine its `Loop`, `Connection` and `Data`.
@NullMarked
package penstock.gateway.net;

import org.jspecify.annotations.NullMarked;
