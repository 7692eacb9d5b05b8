package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Collects the head of one message and finds its fields. Reused for all messages of a connection.
///
/// Lines end in CR LF, nothing else; names are tokens directly before the colon; values hold no control characters; there are no
/// continuation lines. All limits are fixed: 8 KiB for the first line, 32 KiB and 100 fields for the whole head.
public final class HeadBuffer {

    public static final int MAX_START_LINE = 8 * 1024;
    public static final int MAX_BYTES = 32 * 1024;
    public static final int MAX_FIELDS = 100;

    /// What is taken at once. Of what follows the head no more than that is taken in vain.
    private static final int STEP = 512;

    private static final int MAX_EMPTY_LINES = 2;

    private static final byte[] NONE = {};
    private static final int LEAST_FIELDS = 16;

    private byte[] bytes = new byte[512];
    private int length;
    private int scanned;
    private int lineStart;
    private int startLine;
    private int startLineEnd;
    private int emptyLines;
    private boolean isStartSeen;

    private int count;
    private int[] positions = new int[4 * LEAST_FIELDS];
    private Field[] fields = new Field[LEAST_FIELDS];

    public HeadBuffer() {
        reset();
    }

    /// Makes room for the next head. Strings taken from the last one stay valid, positions do not.
    public void reset() {
        length = 0;
        scanned = 0;
        lineStart = 0;
        startLineEnd = -1;
        emptyLines = 0;
        isStartSeen = false;
        count = 0;
        if (bytes.length > 8 * 1024) {
            bytes = new byte[512];
        }
    }

    /// Gives the memory back, as long as nothing of the next head has come, which then takes new. Whether there was any.
    public boolean release() {
        if (length > 0 || bytes.length == 0) {
            return false;
        }
        bytes = NONE;
        positions = new int[4 * LEAST_FIELDS];
        fields = new Field[LEAST_FIELDS];
        return true;
    }

    /// True once the first byte of a head has come.
    public boolean isStarted() {
        return length > 0;
    }

    /// Takes bytes up to the end of the head; true when it is complete. Empty lines before the first line are passed over.
    public boolean feed(ByteBuffer in) throws BadMessageException {
        while (in.hasRemaining()) {
            int before = length;
            int take = Math.min(Math.min(in.remaining(), STEP), MAX_BYTES + 1 - length);
            reserve(length + take);
            in.get(in.position(), bytes, length, take);
            length += take;
            if (scan()) {
                in.position(in.position() + scanned - before);
                length = scanned;
                return true;
            }
            in.position(in.position() + take);
            if (startLineEnd < 0 && length - lineStart > MAX_START_LINE) {
                throw new BadMessageException(
                        414,
                        "uri_too_long",
                        "the first line is longer than " + MAX_START_LINE + " bytes");
            }
            if (length > MAX_BYTES) {
                throw tooLarge("the head is larger than " + MAX_BYTES + " bytes");
            }
        }
        return false;
    }

    private void reserve(int size) {
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
        }
    }

    /// True when this is the head of a HEAD request, even if nothing else of it can be understood.
    public boolean asksForHead() {
        return startLineEnd >= 0
                && Ascii.equals(bytes, startLine, Math.min(startLineEnd, startLine + 5), "HEAD ");
    }

    /// True once, as soon as the first line is complete.
    boolean seesStartLine() {
        boolean isNew = startLineEnd >= 0 && !isStartSeen;
        isStartSeen |= isNew;
        return isNew;
    }

    /// Refuses bytes that cannot be the beginning of a request, such as those of TLS.
    void checkFirstByte() throws BadMessageException {
        if (length > lineStart && !Ascii.isToken(bytes[lineStart]) && bytes[lineStart] != '\r') {
            throw bad("the first line does not begin with a method; only HTTP is spoken here");
        }
    }

    private boolean scan() throws BadMessageException {
        for (int at = lineFeed(scanned); at < length; at = lineFeed(at + 1)) {
            int lineEnd = at - 1;
            if (lineEnd < lineStart || bytes[lineEnd] != '\r') {
                throw bad("a line of the head ends without a carriage return");
            }
            if (lineEnd > lineStart) {
                line(lineEnd);
            } else if (startLineEnd >= 0) {
                scanned = at + 1;
                return true;
            } else if (++emptyLines > MAX_EMPTY_LINES) {
                throw bad("empty lines before the first line");
            }
            lineStart = at + 1;
        }
        scanned = length;
        return false;
    }

    private int lineFeed(int from) {
        return Ascii.indexOf((byte) '\n', bytes, from, length);
    }

    private void line(int lineEnd) throws BadMessageException {
        if (startLineEnd >= 0) {
            field(lineStart, lineEnd);
            return;
        }
        if (lineEnd - lineStart > MAX_START_LINE) {
            throw new BadMessageException(
                    414,
                    "uri_too_long",
                    "the first line is longer than " + MAX_START_LINE + " bytes");
        }
        startLineEnd = lineEnd;
        startLine = lineStart;
    }

    private void field(int from, int to) throws BadMessageException {
        if (count == MAX_FIELDS) {
            throw tooLarge("more than " + MAX_FIELDS + " header fields");
        }
        if (bytes[from] == ' ' || bytes[from] == '\t') {
            throw bad("a header field is continued on a second line");
        }
        int nameEnd = from;
        while (nameEnd < to && Ascii.isToken(bytes[nameEnd])) {
            nameEnd++;
        }
        if (nameEnd == from || nameEnd == to || bytes[nameEnd] != ':') {
            throw bad(
                    "header field "
                            + (count + 1)
                            + " has no name that is directly followed by a colon");
        }
        int valueFrom = nameEnd + 1;
        int valueTo = to;
        while (valueFrom < valueTo && Ascii.isBlank(bytes[valueFrom])) {
            valueFrom++;
        }
        while (valueTo > valueFrom && Ascii.isBlank(bytes[valueTo - 1])) {
            valueTo--;
        }
        if (Ascii.hasControl(bytes, valueFrom, valueTo)) {
            throw bad("the value of header field " + (count + 1) + " holds a control character");
        }
        add(from, nameEnd, valueFrom, valueTo);
    }

    private void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, count * 2);
            positions = Arrays.copyOf(positions, count * 8);
        }
        fields[count] = Field.of(bytes, nameFrom, nameTo);
        int at = count * 4;
        positions[at] = nameFrom;
        positions[at + 1] = nameTo;
        positions[at + 2] = valueFrom;
        positions[at + 3] = valueTo;
        count++;
    }

    private static BadMessageException tooLarge(String detail) {
        return new BadMessageException(431, "headers_too_large", detail);
    }

    /// The bytes that all positions point into.
    public byte[] bytes() {
        return bytes;
    }

    int startLineFrom() {
        return startLine;
    }

    int startLineTo() {
        return startLineEnd;
    }

    /// All bytes of the head.
    public ByteBuffer whole() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /// Bytes of the head from its first line on.
    public int size() {
        return length - startLine;
    }

    /// The number of fields.
    public int count() {
        return count;
    }

    public Field field(int index) {
        return fields[index];
    }

    public int nameFrom(int index) {
        return positions[index * 4];
    }

    public int nameTo(int index) {
        return positions[index * 4 + 1];
    }

    public int valueFrom(int index) {
        return positions[index * 4 + 2];
    }

    public int valueTo(int index) {
        return positions[index * 4 + 3];
    }

    /// Whether the line is as it is written here: with one blank before the value and none behind it.
    boolean isRegular(int index) {
        int from = valueFrom(index);
        return from == nameTo(index) + 2 && bytes[from - 1] == ' ' && bytes[valueTo(index)] == '\r';
    }

    public String value(int index) {
        return text(valueFrom(index), valueTo(index));
    }

    /// Whether a field has the name, without regard to case.
    public boolean nameIs(int index, String name) {
        return Ascii.equalsIgnoreCase(bytes, nameFrom(index), nameTo(index), name);
    }

    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
