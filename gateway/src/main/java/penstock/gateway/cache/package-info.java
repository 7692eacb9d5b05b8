/// Keeps answers of instances and says which requests they answer, by RFC 9111 and RFC 5861, in bounded memory. Knows nothing of
/// connections, tables or clocks: times are given.
@NullMarked
package penstock.gateway.cache;

import org.jspecify.annotations.NullMarked;
