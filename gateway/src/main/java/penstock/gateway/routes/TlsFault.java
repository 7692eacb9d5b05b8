package penstock.gateway.routes;

/// Why TLS with an instance did not come about.
public enum TlsFault {
    /// No authority that counts has signed its certificate.
    NOT_TRUSTED(0, "not-trusted"),
    /// The certificate is for other names.
    WRONG_NAME(1, "wrong-name"),
    /// The certificate is over, or not valid yet.
    EXPIRED(2, "expired"),
    /// It speaks none of the versions of HTTP or of TLS that it may be spoken to by.
    NO_PROTOCOL(3, "no-protocol"),
    /// The connection was there, but the handshake did not end in time.
    TIMEOUT(4, "timeout"),
    /// It closed the connection instead.
    CLOSED(5, "closed"),
    /// It refused the gateway, for want of a certificate that it trusts for example.
    REFUSED(6, "refused"),
    /// The files of the gateway cannot be used.
    FILES(7, "files"),
    /// What it sends is not TLS, or something else went wrong.
    OTHER(8, "other");

    private final int code;
    private final String text;

    TlsFault(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// Its word in logs and metrics.
    public String text() {
        return text;
    }

    /// The number that stands for it in a report.
    int code() {
        return code;
    }

    static TlsFault of(int code) {
        for (TlsFault fault : values()) {
            if (fault.code == code) {
                return fault;
            }
        }
        throw new IllegalArgumentException("fault: " + code + " (expected: 0..8)");
    }
}
