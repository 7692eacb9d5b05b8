/// The files of certificates: what they hold, and all that is wrong with them. Control plane and gateway read them alike.
@NullMarked
package penstock.gateway.routes.tls;

import org.jspecify.annotations.NullMarked;
