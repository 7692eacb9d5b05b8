package penstock.gateway.routes;

/// Bytes that are not what they should be. The message names the place, what was found and what was expected.
public final class DecodeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DecodeException(String message) {
        super(message);
    }
}
