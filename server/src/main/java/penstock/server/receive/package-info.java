/// Takes the metrics that others send, free of HTTP: decodes them, puts them into the store and says what was not taken. What is under
/// way at once is bounded in bytes.
@NullMarked
package penstock.server.receive;

import org.jspecify.annotations.NullMarked;
