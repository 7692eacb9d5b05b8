package penstock.gateway.http2;

/// Reads the field blocks of one direction of a connection (RFC 7541). Its table never grows beyond 4 KiB.
public final class HpackDecoder {

    /// Who is told the fields of a block. The bytes are only valid during the call.
    public interface Fields {

        /// A field, in the order of the block.
        void field(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to);
    }

    /// What we offer: the default of the protocol, so that nothing need be said about it.
    static final int TABLE = 4_096;

    private static final int STRING_BITS = 7;
    private static final int KEPT = 4_096;
    private static final byte[] NONE = {};

    private final DynamicTable table = new DynamicTable(TABLE);
    private byte[] nameBytes = new byte[64];
    private byte[] valueBytes = new byte[256];

    private byte[] block = NONE;
    private int at;
    private int end;

    // the string read last
    private byte[] text = NONE;
    private int textFrom;
    private int textTo;

    /// Reads a whole block.
    public void decode(byte[] bytes, int from, int to, Fields fields) throws Http2Exception {
        block = bytes;
        at = from;
        end = to;
        boolean mayResize = true;
        while (at < end) {
            int first = block[at];
            if (first < 0) {
                indexed(number(7), fields);
            } else if ((first & 0x40) != 0) {
                literal(number(6), true, fields);
            } else if ((first & 0x20) != 0) {
                if (!mayResize) {
                    throw bad("a change of the table's size within a block");
                }
                resize(number(5));
                continue;
            } else {
                literal(number(4), false, fields);
            }
            mayResize = false;
        }
        block = NONE;
        text = NONE;
        if (valueBytes.length > KEPT) {
            valueBytes = new byte[KEPT];
        }
    }

    private void resize(int size) throws Http2Exception {
        if (size > TABLE) {
            throw bad("a table of " + size + " bytes (expected: at most " + TABLE + ")");
        }
        table.limit(size);
    }

    private void indexed(int index, Fields fields) throws Http2Exception {
        check(index);
        if (index <= StaticTable.LENGTH) {
            byte[] name = StaticTable.name(index);
            byte[] value = StaticTable.value(index);
            fields.field(name, 0, name.length, value, 0, value.length);
            return;
        }
        byte[] entry = table.entry(index - StaticTable.LENGTH - 1);
        int nameLength = table.nameLength(index - StaticTable.LENGTH - 1);
        fields.field(entry, 0, nameLength, entry, nameLength, entry.length);
    }

    private void check(int index) throws Http2Exception {
        if (index == 0 || index > StaticTable.LENGTH + table.count()) {
            throw bad("no field has the index " + index);
        }
    }

    private void literal(int index, boolean isKept, Fields fields) throws Http2Exception {
        byte[] name;
        int nameFrom = 0;
        int nameTo;
        if (index == 0) {
            string(true);
            name = text;
            nameFrom = textFrom;
            nameTo = textTo;
        } else {
            check(index);
            boolean isStatic = index <= StaticTable.LENGTH;
            int place = index - StaticTable.LENGTH - 1;
            name = isStatic ? StaticTable.name(index) : table.entry(place);
            nameTo = isStatic ? name.length : table.nameLength(place);
        }
        string(false);
        fields.field(name, nameFrom, nameTo, text, textFrom, textTo);
        if (isKept) {
            int nameLength = nameTo - nameFrom;
            int valueLength = textTo - textFrom;
            if (table.hasRoom(nameLength, valueLength)) {
                byte[] entry = new byte[nameLength + valueLength];
                System.arraycopy(name, nameFrom, entry, 0, nameLength);
                System.arraycopy(text, textFrom, entry, nameLength, valueLength);
                table.add(entry, nameLength, 0);
            } else {
                table.clear();
            }
        }
    }

    private void string(boolean isName) throws Http2Exception {
        if (at == end) {
            throw bad("a field block ends within a field");
        }
        boolean isHuffman = block[at] < 0;
        int length = number(STRING_BITS);
        if (length > end - at) {
            throw bad("a string is longer than its field block");
        }
        int from = at;
        at += length;
        if (!isHuffman) {
            text = block;
            textFrom = from;
            textTo = at;
            return;
        }
        byte[] out = room(isName, Huffman.mostDecoded(length));
        textTo = Huffman.decode(block, from, at, out);
        textFrom = 0;
        text = out;
    }

    private byte[] room(boolean isName, int size) {
        if (isName) {
            nameBytes = size > nameBytes.length ? new byte[size] : nameBytes;
            return nameBytes;
        }
        valueBytes = size > valueBytes.length ? new byte[size] : valueBytes;
        return valueBytes;
    }

    /// An integer with a prefix of so many bits (RFC 7541 section 5.1).
    private int number(int bits) throws Http2Exception {
        int most = (1 << bits) - 1;
        int value = block[at++] & most;
        if (value < most) {
            return value;
        }
        for (int shift = 0; shift <= 21; shift += 7) {
            if (at == end) {
                throw bad("a field block ends within a number");
            }
            int next = block[at++];
            value += (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw bad("a number of more than 28 bits");
    }

    private static Http2Exception bad(String detail) {
        return Http2Exception.connection(ErrorCode.COMPRESSION_ERROR, detail);
    }
}
