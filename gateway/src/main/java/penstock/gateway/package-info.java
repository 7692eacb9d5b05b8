/// The gateway process: it serves HTTP/1.1 traffic as the last route table says, and tells the control plane what it saw.
///
/// `routes` holds the words it shares with the control plane, `http` the wire format, `proxy` the engine (no Netty types),
/// `net` the sockets, `control` the talk with the control plane. This package puts them together.
@NullMarked
package penstock.gateway;

import org.jspecify.annotations.NullMarked;
