/// The logo vectoriser as a service: HTTP in front of the tracing engine, with health, metrics, a
/// bounded queue, a cache, and faults that can be switched on to rehearse bad releases.
@NullMarked
package penstock.vectoriser;

import org.jspecify.annotations.NullMarked;
