/// The gateway's access log: lines of JSON, built on the loops without memory of their own, and written by one thread that traffic never
/// waits for. Knows nothing of HTTP.
@NullMarked
package penstock.gateway.accesslog;

import org.jspecify.annotations.NullMarked;
