/// The program's log: one line per event, `time level logger message key=value…`, to standard error or to a file that
/// rotates. A binding of SLF4J of our own, so that the keys and values of the fluent API appear and starting is fast.
@NullMarked
package penstock.server.logging;

import org.jspecify.annotations.NullMarked;
