package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parsed head of a request. Lives as long as its `HeadBuffer` is not reset.
public final class RequestHead {

    /// No value: see the methods that answer with a span.
    public static final long NOWHERE = -1;

    private static final int MAX_METHOD = 24;

    /// A connection keeps the text of the last path, as it is asked for several times and may come again; not of one that is long.
    private static final int MAX_KEPT_PATH = 128;

    private static final int MOST_FORWARDS = 1_000_000;

    private static final String[] METHODS = {
        "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"
    };

    private final HeadBuffer head;
    private final MessageFields fields;

    private String method = "";
    private int minorVersion;
    private int targetFrom;
    private int targetTo;
    private int pathTo;
    private String authority = "";
    private String lastAuthority = "";

    /// Of the last authority.
    private @Nullable String lastHost;

    private @Nullable String host;
    private String lastPath = "/";

    /// The cookie that was looked for last, and where its value is.
    private @Nullable String cookie;

    private long cookieSpan;
    private boolean expectsContinue;
    private boolean isUpgrade;
    private boolean isStream;
    private boolean isSecureTarget;
    private int maxForwards;

    public RequestHead(HeadBuffer head) {
        this.head = head;
        this.fields = new MessageFields(head);
    }

    /// Reads the complete head in the buffer.
    public void parse() throws BadMessageException {
        host = null;
        cookie = null;
        authority = "";
        startLine();
        fields.read();
        if (minorVersion == 0 && fields.hasTransferEncoding) {
            throw bad("Transfer-Encoding in HTTP/1.0");
        }
        findAuthority();
        expectsContinue = false;
        maxForwards = Integer.MAX_VALUE;
        for (int i = 0; i < head.count(); i++) {
            if (head.field(i) == Field.EXPECT) {
                expectation(i);
            } else if (head.field(i) == Field.MAX_FORWARDS && method.equals("OPTIONS")) {
                maxForwards(i);
            }
        }
        isUpgrade =
                minorVersion == 1
                        && fields.saysUpgrade
                        && fields.upgrade >= 0
                        && !hasBody()
                        && !isHttp2(fields.upgrade);
    }

    /// Reads the complete head of a request on a stream of HTTP/2. With `isOpen` the stream goes on, so there is a body.
    public void parseStream(boolean isOpen) throws BadMessageException {
        parse();
        if (isOpen && fields.contentLength < 0) {
            // the form in which a body of unknown length goes on
            fields.isChunked = true;
        }
        isStream = true;
    }

    /// Whether it came on a stream of HTTP/2.
    public boolean isStream() {
        return isStream;
    }

    /// Whether this is how a client begins to speak HTTP/2 (RFC 9113 section 3.4).
    public boolean isHttp2Preface() {
        return head.count() == 0 && startsAsHttp2();
    }

    private boolean startsAsHttp2() {
        return head.startLineFrom() == 0
                && Ascii.equals(head.bytes(), 0, head.startLineTo(), "PRI * HTTP/2.0");
    }

    private boolean isHttp2(int index) {
        int from = head.valueFrom(index);
        int to = head.valueTo(index);
        return Ascii.equalsLower(head.bytes(), from, to, "h2c")
                || Ascii.equalsLower(head.bytes(), from, Math.min(to, from + 4), "http");
    }

    /// Looks at the first line before the head is complete, so that what is no HTTP at all is refused at once and not by a timeout.
    public void checkStart() throws BadMessageException {
        if (head.startLineTo() < 0) {
            head.checkFirstByte();
        } else if ((head.seesStartLine() || startsAsHttp2()) && !isHttp2Preface()) {
            startLine();
        }
    }

    private void startLine() throws BadMessageException {
        byte[] bytes = head.bytes();
        int to = head.startLineTo();
        int from = head.startLineFrom();
        int methodTo = from;
        while (methodTo < to && Ascii.isToken(bytes[methodTo])) {
            methodTo++;
        }
        if (methodTo == from || methodTo == to || bytes[methodTo] != ' ') {
            throw bad("the method is not a token followed by one space");
        }
        if (methodTo - from > MAX_METHOD) {
            throw new BadMessageException(
                    501,
                    "not_implemented",
                    "the method is longer than " + MAX_METHOD + " characters");
        }
        targetFrom = methodTo + 1;
        targetTo = targetFrom;
        while (targetTo < to && bytes[targetTo] > ' ' && bytes[targetTo] < 0x7f) {
            targetTo++;
        }
        if (targetTo == targetFrom || targetTo == to || bytes[targetTo] != ' ') {
            throw bad(
                    targetTo < to && bytes[targetTo] != ' '
                            ? "the request target holds a byte that is no visible character of ASCII (expected: %XX)"
                            : "the request target is not followed by one space and the HTTP version");
        }
        version(bytes, targetTo + 1, to);
        method = method(bytes, from, methodTo);
        target(bytes);
    }

    private void version(byte[] bytes, int from, int to) throws BadMessageException {
        if (Ascii.equals(bytes, from, to, "HTTP/1.1")) {
            minorVersion = 1;
        } else if (Ascii.equals(bytes, from, to, "HTTP/1.0")) {
            minorVersion = 0;
        } else if (to - from == 8 && head.text(from, to).matches("HTTP/1\\.[2-9]")) {
            minorVersion = 1;
        } else if (to - from == 8 && head.text(from, to).matches("HTTP/[0-9]\\.[0-9]")) {
            throw new BadMessageException(
                    505, "version_not_supported", "only HTTP/1.0 and HTTP/1.1 are spoken here");
        } else {
            throw bad("the HTTP version is malformed");
        }
    }

    private String method(byte[] bytes, int from, int to) throws BadMessageException {
        for (String known : METHODS) {
            if (Ascii.equals(bytes, from, to, known)) {
                return known;
            }
        }
        String other = head.text(from, to);
        if (other.equals("CONNECT")) {
            throw new BadMessageException(
                    405, "method_not_allowed", "CONNECT is not offered; this is no forward proxy");
        }
        if (other.equals("TRACE")) {
            throw new BadMessageException(
                    405, "method_not_allowed", "TRACE is not offered; it would echo credentials");
        }
        return other;
    }

    private void target(byte[] bytes) throws BadMessageException {
        isSecureTarget = false;
        for (int i = targetFrom; i < targetTo; i++) {
            if (bytes[i] == '#') {
                throw bad("the request target holds a fragment");
            }
        }
        if (bytes[targetFrom] == '*') {
            if (targetTo - targetFrom != 1 || !method.equals("OPTIONS")) {
                throw bad("the request target * is for OPTIONS only");
            }
        } else if (bytes[targetFrom] != '/') {
            absoluteForm(bytes);
        }
        pathTo = targetFrom;
        while (pathTo < targetTo && bytes[pathTo] != '?') {
            pathTo++;
        }
    }

    private void absoluteForm(byte[] bytes) throws BadMessageException {
        int from = targetFrom;
        if (targetTo - from > 7 && Ascii.equalsLower(bytes, from, from + 7, "http://")) {
            from += 7;
        } else if (targetTo - from > 8 && Ascii.equalsLower(bytes, from, from + 8, "https://")) {
            from += 8;
            isSecureTarget = true;
        } else {
            throw bad("the request target is neither a path nor a URL");
        }
        int to = from;
        while (to < targetTo && bytes[to] != '/' && bytes[to] != '?') {
            to++;
        }
        authority = head.text(from, to);
        Authority.check(bytes, from, to);
        targetFrom = to;
    }

    private void findAuthority() throws BadMessageException {
        int found = -1;
        for (int i = 0; i < head.count(); i++) {
            if (head.field(i) == Field.HOST) {
                if (found >= 0) {
                    throw bad("more than one Host");
                }
                found = i;
            }
        }
        if (found < 0) {
            if (minorVersion == 1) {
                throw bad("no Host");
            }
            return;
        }
        String own = sameAsBefore(head.valueFrom(found), head.valueTo(found));
        if (authority.isEmpty()) {
            authority = own;
        }
    }

    /// Most requests of a connection are for one host, which is looked at once.
    private String sameAsBefore(int from, int to) throws BadMessageException {
        if (from == to || !Ascii.equals(head.bytes(), from, to, lastAuthority)) {
            Authority.check(head.bytes(), from, to);
            lastAuthority = head.text(from, to);
            lastHost = null;
        }
        return lastAuthority;
    }

    private void expectation(int index) throws BadMessageException {
        if (minorVersion == 0) {
            return;
        }
        if (!Ascii.equalsLower(
                head.bytes(), head.valueFrom(index), head.valueTo(index), "100-continue")) {
            throw new BadMessageException(
                    417, "expectation_failed", "the only expectation known here is 100-continue");
        }
        expectsContinue = true;
    }

    /// A larger number than we count to is taken for the largest (RFC 9110 section 7.6.2).
    private void maxForwards(int index) throws BadMessageException {
        int from = head.valueFrom(index);
        int to = head.valueTo(index);
        if (maxForwards != Integer.MAX_VALUE || from == to) {
            throw bad("Max-Forwards is not one number");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!Ascii.isDigit(head.bytes()[i])) {
                throw bad("Max-Forwards is not one number");
            }
            value = Math.min(MOST_FORWARDS, value * 10 + head.bytes()[i] - '0');
        }
        maxForwards = (int) value;
    }

    public HeadBuffer head() {
        return head;
    }

    public String method() {
        return method;
    }

    public int minorVersion() {
        return minorVersion;
    }

    /// Host and port as the client wrote them; empty in an HTTP/1.0 request without a Host.
    public String authority() {
        return authority;
    }

    /// The host in lower case without its port and without a final dot.
    public String host() {
        String known = host;
        if (known == null && authority.equals(lastAuthority)) {
            known = lastHost;
        }
        if (known == null) {
            int port = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
            known = (port < 0 ? authority : authority.substring(0, port)).toLowerCase(Locale.ROOT);
            known = known.endsWith(".") ? known.substring(0, known.length() - 1) : known;
            if (authority.equals(lastAuthority)) {
                lastHost = known;
            }
        }
        host = known;
        return known;
    }

    /// The path without the query; `/` for the targets `*` and an absolute form without a path.
    public String path() {
        boolean isPath = pathTo > targetFrom && head.bytes()[targetFrom] == '/';
        if (!isPath) {
            return "/";
        }
        if (Ascii.equals(head.bytes(), targetFrom, pathTo, lastPath)) {
            return lastPath;
        }
        String text = head.text(targetFrom, pathTo);
        if (text.length() <= MAX_KEPT_PATH) {
            lastPath = text;
        }
        return text;
    }

    /// Where the target begins, in origin form; it may be empty or begin with the query.
    public int targetFrom() {
        return targetFrom;
    }

    public int targetTo() {
        return targetTo;
    }

    /// Where the path ends and the query, if there is one, begins with its question mark.
    public int pathTo() {
        return pathTo;
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }

    /// GET, HEAD or OPTIONS without a body: answering it from another version changes nothing.
    public boolean isSafe() {
        return !hasBody()
                && !isUpgrade
                && (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"));
    }

    /// -1 when the head does not say.
    public long contentLength() {
        return fields.contentLength;
    }

    public boolean isChunked() {
        return fields.isChunked;
    }

    public boolean hasBody() {
        return fields.isChunked || fields.contentLength > 0;
    }

    public boolean expectsContinue() {
        return expectsContinue;
    }

    /// The client offers to change the protocol of this connection.
    public boolean isUpgrade() {
        return isUpgrade;
    }

    /// The index of the Upgrade field; only for an upgrade.
    public int upgradeField() {
        return fields.upgrade;
    }

    boolean offers(String protocol) {
        return head.value(fields.upgrade).equalsIgnoreCase(protocol);
    }

    /// How many more programs an OPTIONS request may pass on its way; huge for every other, and when it does not say.
    public int maxForwards() {
        return maxForwards;
    }

    /// The target is a URL of the scheme https.
    public boolean isSecureTarget() {
        return isSecureTarget;
    }

    /// The client understands trailers of the answer.
    public boolean takesTrailers() {
        return fields.takesTrailers;
    }

    /// Prepares the decoder for the body that follows (RFC 9112 section 6.3).
    public void startBody(BodyDecoder body) {
        if (fields.isChunked) {
            body.startChunked(fields);
        } else {
            body.startLength(Math.max(0, fields.contentLength));
        }
    }

    public boolean keepsAlive() {
        return fields.keepsAlive(minorVersion);
    }

    public boolean isNominated(int index) {
        return fields.isNominated(index);
    }

    /// The first value of a header that is not empty; the case of the name does not matter.
    public Optional<String> header(String name) {
        return text(headerSpan(name));
    }

    /// Where that value stands in the bytes of the head; -1 if there is none.
    public long headerSpan(String name) {
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, name) && head.valueTo(i) > head.valueFrom(i)) {
                return span(head.valueFrom(i), head.valueTo(i));
            }
        }
        return NOWHERE;
    }

    /// The first value of a cookie that is not empty.
    public Optional<String> cookie(String name) {
        return text(cookieSpan(name));
    }

    /// Where that value stands in the bytes of the head; -1 if there is none.
    public long cookieSpan(String name) {
        if (!name.equals(cookie)) {
            cookieSpan = Cookies.find(head, name);
            cookie = name;
        }
        return cookieSpan;
    }

    private Optional<String> text(long span) {
        return span == NOWHERE
                ? Optional.empty()
                : Optional.of(head.text(spanFrom(span), spanTo(span)));
    }

    public static long span(int from, int to) {
        return ((long) from << 32) | to;
    }

    public static int spanFrom(long span) {
        return (int) (span >> 32);
    }

    public static int spanTo(long span) {
        return (int) span;
    }
}
