/// The installation on this machine: its data directory, the processes that run from it, starting and stopping them.
@NullMarked
package penstock.cli.local;

import org.jspecify.annotations.NullMarked;
