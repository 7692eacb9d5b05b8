package penstock.bench.http2;

import java.io.IOException;

/// The other side has done nothing about the request and says so (RFC 9113 section 8.7): it may be sent again, whatever its
/// method.
final class UnprocessedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnprocessedException(String message) {
        super(message);
    }
}
