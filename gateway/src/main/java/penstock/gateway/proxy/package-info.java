/// The engine: which version and instance answers a request, how bytes flow, what happens when an instance fails, what is counted.
///
/// Sees sockets only through `Connection`, `Data` and `Loop`. All state of a connection belongs to one loop; what loops share
/// (`Instance`, `ArmStats`, `RetryBudget`, `BodyMemory`, the current table) is safe for threads and says how.
@NullMarked
package penstock.gateway.proxy;

import org.jspecify.annotations.NullMarked;
