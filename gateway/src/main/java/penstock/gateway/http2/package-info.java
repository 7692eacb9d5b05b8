/// HTTP/2 on the wire: frames (RFC 9113) and the compression of fields (RFC 7541), strict.
///
/// Works on JDK types and on the heads of `penstock.gateway.http`; knows nothing of connections, routes or Netty.
@NullMarked
package penstock.gateway.http2;

import org.jspecify.annotations.NullMarked;
