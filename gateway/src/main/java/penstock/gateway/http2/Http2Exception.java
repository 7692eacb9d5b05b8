package penstock.gateway.http2;

/// What the other side sent breaks the rules of HTTP/2 or our limits. Of a stream, only that stream ends; of stream 0, the whole
/// connection. Without a stack trace: it is thrown for what others sent, not for a mistake of ours.
public final class Http2Exception extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int stream;

    private Http2Exception(ErrorCode code, int stream, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.stream = stream;
    }

    public static Http2Exception connection(ErrorCode code, String detail) {
        return new Http2Exception(code, 0, detail);
    }

    public static Http2Exception stream(int stream, ErrorCode code, String detail) {
        return new Http2Exception(code, stream, detail);
    }

    public ErrorCode code() {
        return code;
    }

    /// 0 for the whole connection.
    public int stream() {
        return stream;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
