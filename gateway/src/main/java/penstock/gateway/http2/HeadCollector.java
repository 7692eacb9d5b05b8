package penstock.gateway.http2;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.HeadBuffer;

/// Makes the head of an HTTP/1.1 message of the fields of a block, so that from there on there is one form of a message only. What
/// could mean something else in that form is refused here, as HTTP/2 wants it (RFC 9113 section 8). Reused for all blocks of a
/// connection.
public final class HeadCollector implements HpackDecoder.Fields {

    /// What a block is the head of.
    public enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    private static final int METHOD = 0;
    private static final int SCHEME = 1;
    private static final int PATH = 2;
    private static final int AUTHORITY = 3;
    private static final int PROTOCOL = 4;
    private static final int STATUS = 5;

    private static final byte[][] PSEUDO = {
        Ascii.bytes(":method"),
        Ascii.bytes(":scheme"),
        Ascii.bytes(":path"),
        Ascii.bytes(":authority"),
        Ascii.bytes(":protocol"),
        Ascii.bytes(":status")
    };

    /// Each of them concerns an HTTP/1.1 connection, which there is none of (RFC 9113 section 8.2.2).
    private static final byte[][] OF_CONNECTION = {
        Ascii.bytes("connection"),
        Ascii.bytes("proxy-connection"),
        Ascii.bytes("keep-alive"),
        Ascii.bytes("transfer-encoding"),
        Ascii.bytes("upgrade")
    };

    private static final byte[] TE = Ascii.bytes("te");
    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] HOST = Ascii.bytes("host");
    private static final byte[] COOKIE = Ascii.bytes("cookie");
    private static final byte[] CONNECT = Ascii.bytes("CONNECT");
    private static final byte[] OPTIONS = Ascii.bytes("OPTIONS");
    private static final byte[] COLON = Ascii.bytes(": ");
    private static final byte[] END_LINE = Ascii.bytes("\r\n");
    private static final byte[] GET = Ascii.bytes("GET");
    private static final byte[] SPACE = Ascii.bytes(" ");
    private static final byte[] SLASH = Ascii.bytes("/");
    private static final byte[] ASTERISK = Ascii.bytes("*");
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] HOST_NAME = Ascii.bytes("Host: ");
    private static final byte[] COOKIE_NAME = Ascii.bytes("Cookie: ");
    private static final byte[] STATUS_LINE = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] DASH = Ascii.bytes("-\r\n");

    /// Beyond what a head may be, nothing more is kept; the head is then refused as too large.
    private static final int MOST = HeadBuffer.MAX_BYTES + 1_024;

    private static final int SMALL = 64;
    private static final int LARGE = 512;

    private Kind kind = Kind.REQUEST;
    private @Nullable String fault;

    /// The values of the pseudo-header fields, one after the other.
    private byte[] pseudo = new byte[SMALL];

    /// Where each begins and ends there; -1 for one that has not come.
    private final int[] pseudoFrom = new int[PSEUDO.length];

    private final int[] pseudoTo = new int[PSEUDO.length];
    private int pseudoLength;
    private boolean hasFields;
    private byte[] lines = new byte[LARGE];
    private int length;
    private byte[] whole = new byte[LARGE];
    private ByteBuffer view = ByteBuffer.wrap(whole);
    private int wholeLength;
    private byte[] cookies = new byte[SMALL];
    private int cookieLength;
    private byte @Nullable [] host;

    public void start(Kind next) {
        kind = next;
        fault = null;
        Arrays.fill(pseudoFrom, -1);
        pseudoLength = 0;
        hasFields = false;
        length = 0;
        cookieLength = 0;
        host = null;
        if (lines.length > 8 * 1024) {
            lines = new byte[LARGE];
        }
        if (pseudo.length > 8 * 1024) {
            pseudo = new byte[SMALL];
        }
    }

    /// Between two blocks: gives back what large ones have taken.
    public void release() {
        if (pseudo.length + cookies.length + lines.length + whole.length > 2 * (SMALL + LARGE)) {
            pseudo = new byte[SMALL];
            cookies = new byte[SMALL];
            lines = new byte[LARGE];
            whole = new byte[LARGE];
            view = ByteBuffer.wrap(whole);
            host = null;
        }
    }

    /// Why the block is no head; null when it is one.
    public @Nullable String fault() {
        return fault;
    }

    @Override
    public void field(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
        if (fault != null || length > MOST) {
            return;
        }
        if (nameTo > nameFrom && name[nameFrom] == ':') {
            pseudo(name, nameFrom, nameTo, value, from, to);
            return;
        }
        hasFields = true;
        if (!isName(name, nameFrom, nameTo)) {
            fault = "a field name that is empty or not in lower case";
        } else if (!isValue(value, from, to)) {
            fault = "a field value with control characters, or blanks around it";
        } else if (isOfConnection(name, nameFrom, nameTo, value, from, to)) {
            fault = "a field that belongs to an HTTP/1.1 connection";
        } else if (is(name, nameFrom, nameTo, HOST) && kind == Kind.REQUEST) {
            host(value, from, to);
        } else if (is(name, nameFrom, nameTo, COOKIE) && kind == Kind.REQUEST) {
            cookie(value, from, to);
        } else {
            line(name, nameFrom, nameTo, value, from, to);
        }
    }

    private void pseudo(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
        int found = 0;
        while (found < PSEUDO.length && !is(name, nameFrom, nameTo, PSEUDO[found])) {
            found++;
        }
        boolean isRight =
                switch (kind) {
                    case REQUEST -> found < STATUS;
                    case RESPONSE -> found == STATUS;
                    case TRAILERS -> false;
                };
        if (!isRight || hasFields || has(found)) {
            fault = "a pseudo-header field that is unknown, out of place or there twice";
        } else if (!isVisible(value, from, to)) {
            fault = "a pseudo-header field whose value is empty or no visible text";
        } else {
            keep(found, value, from, to);
        }
    }

    private boolean has(int index) {
        return pseudoFrom[index] >= 0;
    }

    private void keep(int index, byte[] value, int from, int to) {
        int end = pseudoLength + to - from;
        if (end > pseudo.length) {
            pseudo = Arrays.copyOf(pseudo, Math.max(end, pseudo.length * 2));
        }
        System.arraycopy(value, from, pseudo, pseudoLength, to - from);
        pseudoFrom[index] = pseudoLength;
        pseudoTo[index] = end;
        pseudoLength = end;
    }

    private boolean is(int index, byte[] text) {
        return has(index) && is(pseudo, pseudoFrom[index], pseudoTo[index], text);
    }

    private static boolean isVisible(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
                return false;
            }
        }
        return to > from;
    }

    private static boolean isName(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Ascii.isToken(bytes[i]) || (bytes[i] >= 'A' && bytes[i] <= 'Z')) {
                return false;
            }
        }
        return to > from;
    }

    private static boolean isValue(byte[] bytes, int from, int to) {
        return !Ascii.hasControl(bytes, from, to)
                && (to == from || !(isBlank(bytes[from]) || isBlank(bytes[to - 1])));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isOfConnection(
            byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
        for (byte[] wrong : OF_CONNECTION) {
            if (is(name, nameFrom, nameTo, wrong)) {
                return true;
            }
        }
        return is(name, nameFrom, nameTo, TE) && !is(value, from, to, TRAILERS);
    }

    private static boolean is(byte[] bytes, int from, int to, byte[] text) {
        return to - from == text.length && Arrays.equals(bytes, from, to, text, 0, text.length);
    }

    private void host(byte[] value, int from, int to) {
        if (host != null) {
            fault = "more than one Host";
        }
        host = Arrays.copyOfRange(value, from, to);
    }

    /// The parts of a cookie may come apart, but belong together again (RFC 9113 section 8.2.3).
    private void cookie(byte[] value, int from, int to) {
        int needed = cookieLength + to - from + 2;
        if (needed > MOST) {
            length = MOST + 1;
            return;
        }
        if (needed > cookies.length) {
            cookies = Arrays.copyOf(cookies, needed * 2);
        }
        if (cookieLength > 0) {
            cookies[cookieLength++] = ';';
            cookies[cookieLength++] = ' ';
        }
        System.arraycopy(value, from, cookies, cookieLength, to - from);
        cookieLength += to - from;
    }

    private void line(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
        put(name, nameFrom, nameTo);
        put(COLON, 0, COLON.length);
        put(value, from, to);
        put(END_LINE, 0, END_LINE.length);
    }

    private void put(byte[] bytes, int from, int to) {
        reserve(to - from);
        System.arraycopy(bytes, from, lines, length, to - from);
        length += to - from;
    }

    private void reserve(int more) {
        if (length + more > lines.length) {
            lines = Arrays.copyOf(lines, Math.max(length + more, lines.length * 2));
        }
    }

    // --- the head ---

    /// Whether the client wants to speak another protocol on the stream (RFC 8441).
    public boolean isExtended() {
        return has(PROTOCOL);
    }

    /// The protocol that the client wants to speak on the stream instead ; empty when it wants none.
    public String protocol() {
        return has(PROTOCOL) ? text(PROTOCOL) : "";
    }

    private String text(int index) {
        return Ascii.text(pseudo, pseudoFrom[index], pseudoTo[index]);
    }

    /// The head of the request, as HTTP/1.1 has it; null with a fault. `upgrade` has the lines that ask for another protocol, if the
    /// client does.
    public @Nullable ByteBuffer request(byte[] upgrade) {
        boolean isConnect = is(METHOD, CONNECT);
        boolean isExtended = isExtended();
        if (fault == null) {
            fault = requestFault(isConnect, isExtended);
        }
        if (fault != null) {
            return null;
        }
        begin();
        if (isExtended) {
            add(GET);
        } else {
            add(METHOD);
        }
        add(SPACE);
        if (isConnect && !isExtended) {
            add(SLASH);
        } else {
            add(PATH);
        }
        add(VERSION);
        addHost();
        add(upgrade);
        if (cookieLength > 0) {
            add(COOKIE_NAME);
            add(cookies, 0, cookieLength);
            add(END_LINE);
        }
        return end();
    }

    private void addHost() {
        byte[] alone = host;
        if (has(AUTHORITY)) {
            add(HOST_NAME);
            add(AUTHORITY);
            add(END_LINE);
        } else if (alone != null) {
            add(HOST_NAME);
            add(alone);
            add(END_LINE);
        }
    }

    private @Nullable String requestFault(boolean isConnect, boolean isExtended) {
        if (!has(METHOD)) {
            return "no :method";
        }
        if (isExtended && !isConnect) {
            return ":protocol without CONNECT";
        }
        if (isConnect && !isExtended) {
            return !has(AUTHORITY) || has(SCHEME) || has(PATH)
                    ? "CONNECT without :authority, or with :scheme or :path"
                    : null;
        }
        if (!has(SCHEME) || !has(PATH)) {
            return "no :scheme or no :path";
        }
        if (pseudo[pseudoFrom[PATH]] != '/' && !(is(PATH, ASTERISK) && is(METHOD, OPTIONS))) {
            return ":path does not begin with a slash";
        }
        byte[] other = host;
        return has(AUTHORITY)
                        && other != null
                        && !text(AUTHORITY).equalsIgnoreCase(Ascii.text(other, 0, other.length))
                ? ":authority and Host differ"
                : null;
    }

    /// The head of the answer, as HTTP/1.1 has it; null with a fault.
    public @Nullable ByteBuffer response() {
        if (fault == null && (!has(STATUS) || pseudoTo[STATUS] - pseudoFrom[STATUS] != 3)) {
            fault = "no :status of three digits";
        }
        if (fault != null) {
            return null;
        }
        begin();
        add(STATUS_LINE);
        add(STATUS);
        add(SPACE);
        add(END_LINE);
        return end();
    }

    /// The trailers, after a first line that means nothing; null with a fault.
    public @Nullable ByteBuffer trailers() {
        if (fault != null) {
            return null;
        }
        begin();
        add(DASH);
        return end();
    }

    private void begin() {
        wholeLength = 0;
        if (whole.length > 8 * 1024) {
            whole = new byte[LARGE];
            view = ByteBuffer.wrap(whole);
        }
    }

    private void add(int index) {
        add(pseudo, pseudoFrom[index], pseudoTo[index] - pseudoFrom[index]);
    }

    private void add(byte[] bytes) {
        add(bytes, 0, bytes.length);
    }

    private void add(byte[] bytes, int from, int count) {
        if (wholeLength + count > whole.length) {
            whole = Arrays.copyOf(whole, Math.max(wholeLength + count, whole.length * 2));
            view = ByteBuffer.wrap(whole);
        }
        System.arraycopy(bytes, from, whole, wholeLength, count);
        wholeLength += count;
    }

    private ByteBuffer end() {
        add(lines, 0, length);
        add(END_LINE);
        return view.clear().limit(wholeLength);
    }
}
