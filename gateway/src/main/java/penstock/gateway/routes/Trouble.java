package penstock.gateway.routes;

/// In which way a version failed a request, or refused it. One request may meet several, each counted once.
public enum Trouble {
    /// It answered 5xx, also 503 with `Retry-After`: a version that sheds load does not serve.
    SERVER_ERROR(0),
    /// The connection was there, but no answer, or no more of it, came in time.
    TIMEOUT(1),
    /// No connection, or one that broke off, or an answer that is not HTTP or larger than it may be.
    CONNECTION(2),
    /// It answered 4xx other than 429.
    CLIENT_ERROR(3),
    /// It answered 429: the version limits how much a client may ask.
    LIMITED(4);

    private final int code;

    Trouble(int code) {
        this.code = code;
    }

    /// Whether the request failed. The others were answered as HTTP provides.
    public boolean isFailure() {
        return switch (this) {
            case SERVER_ERROR, TIMEOUT, CONNECTION -> true;
            case CLIENT_ERROR, LIMITED -> false;
        };
    }

    /// Its place in a set of troubles.
    public int bit() {
        return 1 << code;
    }

    /// What an answer's status is, as a set of troubles.
    public static int ofStatus(int status) {
        if (status < 400) {
            return 0;
        }
        return (status >= 500 ? SERVER_ERROR : status == 429 ? LIMITED : CLIENT_ERROR).bit();
    }

    /// The number that stands for it in a report.
    int code() {
        return code;
    }

    static Trouble of(int code) {
        for (Trouble trouble : values()) {
            if (trouble.code == code) {
                return trouble;
            }
        }
        throw new IllegalArgumentException("trouble: " + code + " (expected: 0..4)");
    }
}
