package penstock.capabilities.rollout;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/// A rollout's evidence on the disk: `NAME.log`, text, and beside it `NAME.log.gz` with what came before, compressed, once the log has
/// grown or the rollout has ended. A log that is continued says in its first line, `continued PLAIN PACKED`, how much of the compressed
/// file counts: so many bytes of text, which are so many bytes of the file. What lies behind was left by a crash while packing and is
/// still in the log.
record EvidenceFile(Path log) {
    private static final int BUFFER = 1 << 16;

    /// The first line of a log.
    ///
    /// @param plain how many bytes of text are packed
    /// @param packed how many bytes of the compressed file they are
    /// @param length of the line itself, with its end; 0 when there is none
    record Header(long plain, long packed, int length) {
        static final Header NONE = new Header(0, 0, 0);

        private static final int LONGEST = 64;

        private static Header continued(long plain, long packed) {
            var line = text(plain, packed);
            return new Header(plain, packed, line.length());
        }

        private static String text(long plain, long packed) {
            return "continued " + plain + " " + packed + "\n";
        }

        private static Optional<Header> parse(String start) {
            int end = start.indexOf('\n');
            var words = start.substring(0, Math.max(0, end)).split(" ", -1);
            boolean isHeader =
                    words.length == 3
                            && words[0].equals("continued")
                            && words[1].matches("[0-9]{1,18}")
                            && words[2].matches("[0-9]{1,18}");
            return isHeader
                    ? Optional.of(
                            new Header(Long.parseLong(words[1]), Long.parseLong(words[2]), end + 1))
                    : Optional.empty();
        }
    }

    Path packed() {
        return sibling(".gz");
    }

    Path sibling(String ending) {
        return log.resolveSibling(log.getFileName() + ending);
    }

    boolean exists() {
        return Files.exists(log) || Files.exists(packed());
    }

    /// How many bytes it takes.
    long size() throws IOException {
        return size(log) + size(packed());
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    Header header() throws IOException {
        try (var in = Files.newInputStream(log)) {
            return header(in.readNBytes(Header.LONGEST)).orElse(Header.NONE);
        } catch (NoSuchFileException _) {
            return Header.NONE;
        }
    }

    private static Optional<Header> header(byte[] start) {
        return Header.parse(new String(start, StandardCharsets.US_ASCII));
    }

    /// The text from its beginning, also while the log is being written: then as far as it was when this was called.
    InputStream text() throws IOException {
        InputStream rest;
        try {
            rest = Files.newInputStream(log);
        } catch (NoSuchFileException _) {
            return packedText();
        }
        try {
            var start = new BufferedInputStream(rest, BUFFER);
            start.mark(Header.LONGEST);
            var header = header(start.readNBytes(Header.LONGEST));
            start.reset();
            if (header.isEmpty()) {
                return start;
            }
            start.skipNBytes(header.get().length());
            return new SequenceInputStream(packedText(header.get()), start);
        } catch (IOException e) {
            rest.close();
            throw e;
        }
    }

    /// All that is packed.
    ///
    /// @throws ZipException when there is nothing, or it is damaged at its beginning
    InputStream packedText() throws IOException {
        try {
            return unpacked(Files.newInputStream(packed()));
        } catch (NoSuchFileException e) {
            throw (ZipException) new ZipException(packed() + " is missing").initCause(e);
        }
    }

    /// What is packed and counts.
    InputStream packedText(Header header) throws IOException {
        return new Beginning(packedText(), header.plain());
    }

    private static InputStream unpacked(InputStream file) throws IOException {
        try {
            return new GZIPInputStream(new Eager(file), BUFFER);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// Reads compressed text or plain text, whatever it is.
    static InputStream textOf(InputStream from) throws IOException {
        var start = new BufferedInputStream(from, BUFFER);
        start.mark(2);
        boolean isPacked = start.read() == 0x1f && start.read() == 0x8b;
        start.reset();
        return isPacked ? unpacked(start) : start;
    }

    /// Says that there may be more, because a [GZIPInputStream] looks for another member only then.
    private static final class Eager extends FilterInputStream {
        Eager(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 1;
        }
    }

    /// Moves the log's text behind what is packed already. The log counts until it is replaced or deleted.
    ///
    /// @param end where the text in the log ends
    Header pack(Header header, long end) throws IOException {
        try (var from = FileChannel.open(log, StandardOpenOption.READ);
                var to =
                        FileChannel.open(
                                packed(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            to.truncate(header.packed());
            to.position(header.packed());
            from.position(header.length());
            var text = new Beginning(Channels.newInputStream(from), end - header.length());
            var packing = new GZIPOutputStream(Channels.newOutputStream(to), BUFFER);
            text.transferTo(packing);
            packing.finish();
            to.force(true);
            return Header.continued(header.plain() + end - header.length(), to.size());
        }
    }

    /// Puts an empty log that goes on behind what is packed in the place of the log.
    void restart(Header header) throws IOException {
        var fresh = sibling(".new");
        Files.writeString(fresh, Header.text(header.plain(), header.packed()));
        try (var file = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(fresh, log, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Packs a log that nobody writes any more; does nothing when that is done.
    void packWhole() throws IOException {
        if (Files.exists(log)) {
            pack(header(), Files.size(log));
            Files.delete(log);
        }
    }
}
