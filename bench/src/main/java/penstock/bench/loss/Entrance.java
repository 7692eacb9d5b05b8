package penstock.bench.loss;

/// By which door a request comes in.
enum Entrance {
    PLAIN("HTTP/1.1"),
    TLS("HTTP/1.1 with TLS"),
    HTTP2("HTTP/2"),
    HTTP2_TLS("HTTP/2 with TLS");

    /// Of ten requests four come as most do between programs, and two by each other door.
    private static final Entrance[] TURNS = {
        PLAIN, TLS, PLAIN, HTTP2, HTTP2_TLS, PLAIN, TLS, PLAIN, HTTP2, HTTP2_TLS
    };

    private final String words;

    Entrance(String words) {
        this.words = words;
    }

    /// @param id of the request
    static Entrance of(long id) {
        return TURNS[(int) (id % TURNS.length)];
    }

    /// The next number of a request by this door.
    long next(long id) {
        long next = id + 1;
        while (of(next) != this) {
            next++;
        }
        return next;
    }

    boolean isHttp2() {
        return this == HTTP2 || this == HTTP2_TLS;
    }

    String words() {
        return words;
    }
}
