/// HTTP/1.1 on the wire (RFC 9112), strict: whatever two programs could read differently is refused.
///
/// Works on JDK types only; knows nothing of connections, routes or Netty.
@NullMarked
package penstock.gateway.http;

import org.jspecify.annotations.NullMarked;
