package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

import java.util.Optional;

/// The parsed head of an answer. Lives as long as its `HeadBuffer` is not reset.
public final class ResponseHead {

    /// Where the three digits of the status are in the head.
    public static final int STATUS_FROM = 9;

    public static final int STATUS_TO = 12;

    private final HeadBuffer head;
    private final MessageFields fields;
    private int status;
    private int minorVersion;
    private int reasonFrom;
    private boolean isAlone;

    public ResponseHead(HeadBuffer head) {
        this.head = head;
        this.fields = new MessageFields(head);
    }

    /// Reads the complete head in the buffer.
    public void parse() throws BadMessageException {
        byte[] bytes = head.bytes();
        int from = head.startLineFrom();
        int to = head.startLineTo();
        if (from != 0) {
            throw bad("an empty line before the status line");
        }
        if (to - from < 12
                || !Ascii.equals(bytes, from, from + 7, "HTTP/1.")
                || bytes[from + 8] != ' ') {
            throw bad("the status line is malformed");
        }
        minorVersion = bytes[from + 7] - '0';
        if (!Ascii.isDigit(bytes[from + 7])) {
            throw bad("the HTTP version is malformed");
        }
        status = 0;
        for (int i = STATUS_FROM; i < STATUS_TO; i++) {
            if (!Ascii.isDigit(bytes[i])) {
                throw bad("the status is not a number of three digits");
            }
            status = status * 10 + bytes[i] - '0';
        }
        if (status < 100 || status > 599 || (to > from + 12 && bytes[from + 12] != ' ')) {
            throw bad("the status is not a number from 100 to 599");
        }
        reasonFrom = Math.min(to, from + 13);
        if (Ascii.hasControl(bytes, reasonFrom, to)) {
            throw bad("the reason phrase holds a control character");
        }
        fields.read();
        if (minorVersion == 0 && fields.hasTransferEncoding) {
            throw bad("Transfer-Encoding in HTTP/1.0");
        }
    }

    public HeadBuffer head() {
        return head;
    }

    public int status() {
        return status;
    }

    public int reasonFrom() {
        return reasonFrom;
    }

    public int reasonTo() {
        return head.startLineTo();
    }

    public boolean isInterim() {
        return status < 200;
    }

    /// -1 when the head does not say, or says it where there cannot be a length (RFC 9110 section 8.6).
    public long contentLength() {
        return isInterim() || status == 204 ? -1 : fields.contentLength;
    }

    /// True when the instance accepts exactly the protocol that the request offered.
    public boolean accepts(RequestHead request) {
        return request.isUpgrade()
                && fields.upgrade >= 0
                && request.offers(head.value(fields.upgrade));
    }

    public boolean isChunked() {
        return fields.isChunked;
    }

    public boolean keepsAlive() {
        return fields.keepsAlive(minorVersion);
    }

    public boolean isNominated(int index) {
        return fields.isNominated(index);
    }

    /// The index of the Upgrade field, -1 without one.
    public int upgradeField() {
        return fields.upgrade;
    }

    /// The first value of a header that is not empty; the case of the name does not matter.
    public Optional<String> header(String name) {
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, name) && head.valueTo(i) > head.valueFrom(i)) {
                return Optional.of(head.value(i));
            }
        }
        return Optional.empty();
    }

    /// Whether the message ends with its head.
    public boolean isAlone() {
        return isAlone;
    }

    /// Says whether the answer on a stream of HTTP/2 ends with its head.
    public void alone(boolean isEnd) {
        isAlone = isEnd;
    }

    /// Prepares the decoder for the body that follows, given the request (RFC 9112 section 6.3).
    public void startBody(BodyDecoder body, boolean answersHead) {
        if (answersHead || isInterim() || status == 204 || status == 304) {
            body.startLength(0);
        } else if (fields.isChunked) {
            body.startChunked(fields);
        } else if (fields.contentLength >= 0) {
            body.startLength(fields.contentLength);
        } else {
            body.startUntilClose();
        }
        isAlone = body.isDone();
    }
}
