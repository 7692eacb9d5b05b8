package penstock.gateway.http2;

import java.util.Arrays;

/// Writes the field blocks of one direction of a connection (RFC 7541), each into a byte array that is reused.
///
/// With a table, a field that comes a second time is told the other side to remember. Without, each block stands for itself: on
/// connections to instances, which requests of many clients share, the length of a block must not tell one what another has sent
/// (RFC 7541 section 7.1).
public final class HpackEncoder {

    private static final int STATUS = 8;
    private static final int SEEN = 64;

    private final boolean hasTable;
    private final DynamicTable table;

    /// Hashes of fields that came once, modulo the length.
    private final int[] seen = new int[SEEN];

    private byte[] bytes = new byte[512];
    private int start;
    private int length;
    private byte[] name = new byte[64];
    private boolean mustResize;
    private int smallest = HpackDecoder.TABLE;

    public HpackEncoder(boolean hasTable) {
        this.hasTable = hasTable;
        this.table = new DynamicTable(HpackDecoder.TABLE);
    }

    /// The size that the other side allows for the table. It need not be used.
    public void tableSize(int most) {
        int size = Math.min(most, HpackDecoder.TABLE);
        if (size != table.limit()) {
            table.limit(size);
            smallest = Math.min(smallest, size);
            mustResize = true;
        }
    }

    /// Begins a block, after so many bytes that are left free.
    public void begin(int free) {
        start = free;
        length = free;
        if (mustResize) {
            mustResize = false;
            if (smallest < table.limit()) {
                number(0x20, 5, smallest);
            }
            number(0x20, 5, table.limit());
            smallest = table.limit();
        }
    }

    /// The array with the block, from `from` to `to`.
    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return start;
    }

    public int to() {
        return length;
    }

    /// A status of three digits.
    public void status(int status) {
        int index =
                switch (status) {
                    case 200 -> 8;
                    case 204 -> 9;
                    case 206 -> 10;
                    case 304 -> 11;
                    case 400 -> 12;
                    case 404 -> 13;
                    case 500 -> 14;
                    default -> 0;
                };
        if (index > 0) {
            number(0x80, 7, index);
            return;
        }
        number(0, 4, STATUS);
        reserve(4);
        bytes[length++] = 3;
        bytes[length++] = (byte) ('0' + status / 100);
        bytes[length++] = (byte) ('0' + status / 10 % 10);
        bytes[length++] = (byte) ('0' + status % 10);
    }

    /// The name may be in any case; it is sent in lower case.
    public void field(byte[] from, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int nameLength = nameTo - nameFrom;
        if (nameLength > name.length) {
            name = new byte[nameLength * 2];
        }
        for (int i = 0; i < nameLength; i++) {
            byte b = from[nameFrom + i];
            name[i] = (byte) (b >= 'A' && b <= 'Z' ? b | 0x20 : b);
        }
        field(nameLength, from, valueFrom, valueTo);
    }

    /// A name in lower case.
    public void field(String fieldName, byte[] value, int valueFrom, int valueTo) {
        int nameLength = fieldName.length();
        for (int i = 0; i < nameLength; i++) {
            name[i] = (byte) fieldName.charAt(i);
        }
        field(nameLength, value, valueFrom, valueTo);
    }

    private void field(int nameLength, byte[] value, int from, int to) {
        int nameHash = StaticTable.hash(name, 0, nameLength);
        int index = StaticTable.indexOf(name, 0, nameLength, nameHash);
        if (isSecret(index)) {
            literal(0x10, 4, index, nameLength);
            string(value, from, to);
            return;
        }
        for (int i = index; i > 0 && i <= StaticTable.LENGTH && i < index + 7; i++) {
            byte[] known = StaticTable.value(i);
            if (known.length == to - from
                    && known.length > 0
                    && StaticTable.name(i).length == nameLength
                    && Arrays.equals(known, 0, known.length, value, from, to)
                    && Arrays.equals(StaticTable.name(i), StaticTable.name(index))) {
                number(0x80, 7, i);
                return;
            }
        }
        if (!hasTable) {
            literal(0, 4, index, nameLength);
            string(value, from, to);
            return;
        }
        int hash = nameHash * 31 + StaticTable.hash(value, from, to);
        int place = table.indexOf(hash, name, nameLength, value, from, to);
        if (place >= 0) {
            number(0x80, 7, StaticTable.LENGTH + 1 + place);
        } else if (seen[hash & SEEN - 1] == hash && table.hasRoom(nameLength, to - from)) {
            literal(0x40, 6, index, nameLength);
            string(value, from, to);
            byte[] entry = Arrays.copyOf(name, nameLength + to - from);
            System.arraycopy(value, from, entry, nameLength, to - from);
            table.add(entry, nameLength, hash);
        } else {
            seen[hash & SEEN - 1] = hash;
            literal(0, 4, index, nameLength);
            string(value, from, to);
        }
    }

    /// Fields that no one on the way may remember: authorization, cookie, proxy-authorization, set-cookie.
    private static boolean isSecret(int index) {
        return index == 23 || index == 32 || index == 49 || index == 55;
    }

    private void literal(int pattern, int bits, int index, int nameLength) {
        number(pattern, bits, index);
        if (index == 0) {
            string(name, 0, nameLength);
        }
    }

    private void string(byte[] from, int start, int end) {
        int plain = end - start;
        int encoded = Huffman.encodedLength(from, start, end);
        if (encoded < plain) {
            number(0x80, 7, encoded);
            reserve(encoded);
            length = Huffman.encode(from, start, end, bytes, length);
        } else {
            number(0, 7, plain);
            reserve(plain);
            System.arraycopy(from, start, bytes, length, plain);
            length += plain;
        }
    }

    private void number(int pattern, int bits, int value) {
        reserve(6);
        int most = (1 << bits) - 1;
        if (value < most) {
            bytes[length++] = (byte) (pattern | value);
            return;
        }
        bytes[length++] = (byte) (pattern | most);
        int rest = value - most;
        while (rest >= 0x80) {
            bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
