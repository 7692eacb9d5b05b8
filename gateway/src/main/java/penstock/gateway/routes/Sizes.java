package penstock.gateway.routes;

/// How large the parts of requests and answers may be, in bytes; the body of a request is not among them, see `Limits`. What is 0 is not
/// said: then it may be as large as the gateway takes any, and the body of an answer as large as it likes.
///
/// - `url`: path and query of a request, as the client wrote them; 64 to 8,192. More is refused with 414.
/// - `head`: all lines of a request before its body, in the form of HTTP/1.1; 256 to 32,768. More is refused with 431.
/// - `answerHead`: the same of an answer of an instance.
/// - `answerBody`: the body of an answer as the instance sends it; 1 to 2^50.
public record Sizes(int url, int head, int answerHead, long answerBody) {

    /// Nothing is said.
    public static final Sizes NONE = new Sizes(0, 0, 0, 0);

    /// Less is a mistake in the unit.
    public static final int LEAST_URL = 64;

    public static final int MOST_URL = 8 << 10;

    /// Less is a mistake in the unit.
    public static final int LEAST_HEAD = 256;

    public static final int MOST_HEAD = 32 << 10;

    public static final long MOST_BODY = 1L << 50;

    public Sizes {
        require("url", url, LEAST_URL, MOST_URL);
        require("head", head, LEAST_HEAD, MOST_HEAD);
        require("answerHead", answerHead, LEAST_HEAD, MOST_HEAD);
        require("answerBody", answerBody, 1, MOST_BODY);
    }

    private static void require(String name, long size, long least, long most) {
        if (size != 0) {
            Checks.range(name, size, least, most);
        }
    }

    /// These, and what they do not say as others say it.
    public Sizes over(Sizes usual) {
        return new Sizes(
                url != 0 ? url : usual.url,
                head != 0 ? head : usual.head,
                answerHead != 0 ? answerHead : usual.answerHead,
                answerBody != 0 ? answerBody : usual.answerBody);
    }
}
