/// Our gateway beside NGINX, HAProxy and Caddy: the same upstreams, the same load, in one run. Load and upstreams are event loops of
/// our own, so that what is measured is the proxy between them.
@NullMarked
package penstock.bench.gateway;

import org.jspecify.annotations.NullMarked;
