/// The embedded target: every instance is a process in a session of its own, with a port, a working directory and a
/// log file, journalled before it is spawned, so that a server that dies leaves it running and the next one adopts it.
@NullMarked
package penstock.capabilities.services.process;

import org.jspecify.annotations.NullMarked;
