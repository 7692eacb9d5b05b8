/// The words between gateway and control plane: the route table that goes one way, the report that comes back, and their codecs.
///
/// Plain immutable values; nothing here opens a socket or knows how traffic is served.
@NullMarked
package penstock.gateway.routes;

import org.jspecify.annotations.NullMarked;
