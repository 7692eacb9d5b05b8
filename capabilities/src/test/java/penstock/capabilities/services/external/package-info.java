/// Tests of the target for instances that somebody else runs, with real sockets.
@NullMarked
package penstock.capabilities.services.external;

import org.jspecify.annotations.NullMarked;
