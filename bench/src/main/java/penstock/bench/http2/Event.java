package penstock.bench.http2;

import java.io.IOException;
import java.util.Map;

/// What happens on a stream.
sealed interface Event {
    /// The head of an answer, or an interim one.
    ///
    /// @param fields by name in lower case
    record Head(int status, Map<String, String> fields) implements Event {}

    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Content(byte[] bytes) implements Event {}

    /// The other side sends nothing more.
    record End() implements Event {}

    record Failed(IOException why) implements Event {}
}
