package penstock.metrics.store.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Checksum;
import penstock.metrics.store.bytes.DamageException;

/// The parts of a file that stand before its footer, each with a checksum.
final class Sections {
    static final int SYMBOLS = 0;
    static final int SERIES = 1;
    static final int LABELS = 2;
    static final int POSTINGS = 3;
    static final int ABOUT = 4;

    static final byte[] BEGIN = "PSTKBLK1".getBytes(StandardCharsets.US_ASCII);
    static final byte[] END = "PSTKEND1".getBytes(StandardCharsets.US_ASCII);

    static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int COUNT = 5;
    private static final int FOOTER = COUNT * 20 + 4 + END.length;

    private Sections() {}

    /// The footer for sections that follow each other from a place on.
    static ByteWriter footer(long start, List<ByteWriter> sections) {
        var footer = new ByteWriter();
        long at = start;
        for (var section : sections) {
            footer.u64(at).u64(section.size());
            footer.u32(Checksum.of(section.array(), 0, section.size()));
            at += section.size();
        }
        footer.u32(Checksum.of(footer.array(), 0, footer.size()));
        return footer.bytes(END, 0, END.length);
    }

    /// The sections of a file, checked.
    static List<MemorySegment> read(MemorySegment file) {
        long size = file.byteSize();
        if (size < BEGIN.length + FOOTER || !isAt(file, 0, BEGIN)) {
            throw new DamageException("no block (expected: \"PSTKBLK1\" at its beginning)");
        }
        if (!isAt(file, size - END.length, END)) {
            throw new DamageException("not written to its end");
        }
        byte[] footer =
                file.asSlice(size - FOOTER, FOOTER - END.length).toArray(ValueLayout.JAVA_BYTE);
        var in = new ByteReader(footer);
        var sections = new ArrayList<MemorySegment>();
        for (int i = 0; i < COUNT; i++) {
            sections.add(section(file, in));
        }
        if (in.u32() != Checksum.of(footer, 0, footer.length - 4)) {
            throw new DamageException("its footer does not have its checksum");
        }
        return sections;
    }

    private static MemorySegment section(MemorySegment file, ByteReader in) {
        long at = in.u64();
        long length = in.u64();
        int checksum = in.u32();
        if (at < 0 || length < 0 || at > file.byteSize() - length || length > Integer.MAX_VALUE) {
            throw new DamageException("a section at " + at + " of " + length + " bytes");
        }
        var section = file.asSlice(at, length);
        var crc = new CRC32C();
        crc.update(section.asByteBuffer());
        if ((int) crc.getValue() != checksum) {
            throw new DamageException("the section at " + at + " does not have its checksum");
        }
        return section;
    }

    private static boolean isAt(MemorySegment file, long at, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (file.get(ValueLayout.JAVA_BYTE, at + i) != text[i]) {
                return false;
            }
        }
        return true;
    }
}
