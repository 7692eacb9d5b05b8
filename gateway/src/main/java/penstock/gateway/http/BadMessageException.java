package penstock.gateway.http;

/// A message that breaks the rules of HTTP or our limits, with the status and the stable code to answer.
/// The detail is fit for the client. Without a stack trace: it is thrown for what others sent, not for a mistake of ours.
public final class BadMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    public BadMessageException(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    static BadMessageException bad(String detail) {
        return new BadMessageException(400, "bad_request", detail);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
