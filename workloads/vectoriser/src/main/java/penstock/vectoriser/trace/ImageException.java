package penstock.vectoriser.trace;

/// A picture that cannot be converted, with a stable code for programs and a message that names what
/// is wrong and what was expected.
public final class ImageException extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    public ImageException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
