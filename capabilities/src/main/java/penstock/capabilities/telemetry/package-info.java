/// Stores what the gateway counted and how the server is doing as time series.
@NullMarked
package penstock.capabilities.telemetry;

import org.jspecify.annotations.NullMarked;
