/// A client of HTTP/2 for loads whose requests must all be accounted for: it says of each whether the other side has begun
/// with it, and repeats only what provably nobody has. Frames and field blocks are read and written by the gateway's own
/// codec, which is tested against another elsewhere.
@NullMarked
package penstock.bench.http2;

import org.jspecify.annotations.NullMarked;
