/// The kind Route: ways to services besides their own hosts and paths, and what is done to requests on these ways.
@NullMarked
package penstock.capabilities.routing.route;

import org.jspecify.annotations.NullMarked;
