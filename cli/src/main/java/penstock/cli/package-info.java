/// The `penstock` command: one class for each command, all of them clients of the HTTP API.
@NullMarked
package penstock.cli;

import org.jspecify.annotations.NullMarked;
