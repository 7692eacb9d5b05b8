package penstock.metrics.exposition;

/// Reads the fields of protobuf messages. A message is a range of the bytes; whoever enters one leaves it again.
public final class WireReader {
    private static final int MOST_VARINT_BYTES = 10;

    private final byte[] bytes;
    private int at;
    private int end;
    private int wireType;

    /// Reads the bytes as one message.
    public WireReader(byte[] bytes, int length) {
        this.bytes = bytes;
        end = length;
    }

    /// Reads a part of the bytes as one message.
    static WireReader of(byte[] bytes, int from, int to) {
        var reader = new WireReader(bytes, to);
        reader.at = from;
        return reader;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int at() {
        return at;
    }

    public boolean isAtEnd() {
        return at >= end;
    }

    /// The number of the next field, whose content is to be read or skipped; 0 at the end of the message.
    public int nextField() {
        if (at >= end) {
            return 0;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long field = tag >>> 3;
        if (field == 0 || field > 0x1fff_ffff) {
            throw problem("the number of a field is " + field);
        }
        return (int) field;
    }

    /// Begins to read the message within; returns where the one around it ends, for [#leave].
    public int enter() {
        expect(2);
        return enterDelimited();
    }

    /// Likewise for a message after its length, without a field's number.
    public int enterDelimited() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw problem("a length of " + length + " bytes where " + (end - at) + " are left");
        }
        int outer = end;
        end = at + (int) length;
        return outer;
    }

    /// Goes on behind the message within.
    public void leave(int outer) {
        at = end;
        end = outer;
    }

    /// Goes to a place within the message again.
    public void moveTo(int place) {
        at = place;
    }

    public int end() {
        return end;
    }

    public String text() {
        int outer = enter();
        int from = at;
        String text = Utf8.text(bytes, from, end).orElseThrow(() -> problem("not UTF-8"));
        leave(outer);
        return text;
    }

    public long number() {
        expect(0);
        return varint();
    }

    /// Of the types sint32 and sint64.
    public long signedNumber() {
        return unfold(number());
    }

    static long unfold(long folded) {
        return (folded >>> 1) ^ -(folded & 1);
    }

    public double real() {
        expect(1);
        return Double.longBitsToDouble(fixed64());
    }

    /// Of the types fixed64 and sfixed64.
    public long fixedNumber() {
        expect(1);
        return fixed64();
    }

    /// Whether a repeated number has all its values in one field; then [#enter] it and read them with [#varint] or [#fixed64].
    public boolean isPacked() {
        return wireType == 2;
    }

    public void skip() {
        switch (wireType) {
            case 0 -> varint();
            case 1 -> skip(8);
            case 2 -> leave(enter());
            case 5 -> skip(4);
            default -> throw problem("the wire type " + wireType);
        }
    }

    private void skip(int count) {
        if (count > end - at) {
            throw problem("the message ends within a number");
        }
        at += count;
    }

    private void expect(int type) {
        if (wireType != type) {
            throw problem("the wire type " + wireType + " (expected: " + type + ")");
        }
    }

    public long fixed64() {
        int from = at;
        skip(8);
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = (value << 8) | (bytes[from + i] & 0xff);
        }
        return value;
    }

    public long varint() {
        long value = 0;
        for (int i = 0; i < MOST_VARINT_BYTES; i++) {
            if (at >= end) {
                throw problem("the message ends within a number");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw problem("a number of more than 10 bytes");
    }

    public MalformedExposition problem(String text) {
        return new MalformedExposition(0, at + 1, text);
    }
}
