/// Counts requests against limits, key by key, exactly and in bounded memory. Knows nothing of HTTP, tables or clocks.
@NullMarked
package penstock.gateway.rates;

import org.jspecify.annotations.NullMarked;
