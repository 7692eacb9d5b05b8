/// The tracing engine: a raster picture in, an SVG document with a measured similarity out. It knows
/// nothing of HTTP, of configuration or of the process it runs in.
@NullMarked
package penstock.vectoriser.trace;

import org.jspecify.annotations.NullMarked;
