package penstock.metrics.store.block;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.Checksum;
import penstock.metrics.store.bytes.Folders;
import penstock.metrics.store.chunk.ChunkHead;
import penstock.metrics.store.chunk.ChunkReader;
import penstock.metrics.store.index.LiveIndex;

/// Writes a block, series by series in the order of their labels. Until it is finished it has a name that says that it is not.
public final class BlockWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    /// Is asked before the file grows.
    public interface Room {
        /// @throws IOException when there is not so much room
        void demand(long bytes) throws IOException;
    }

    private final Path path;
    private final Room room;
    private final Path unfinished;
    private final RandomAccessFile file;
    private final ByteWriter buffer = new ByteWriter(BUFFER + (BUFFER >> 2));
    private final LiveIndex index = new LiveIndex();
    private final Map<String, Integer> symbols = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final ByteWriter places = new ByteWriter();
    private final ByteWriter chunks = new ByteWriter();
    private long written;
    private int series;
    private int chunkCount;
    private int chunkBytes;
    private long lastTime;
    private long samples;

    public BlockWriter(Path path, Room room) throws IOException {
        this.path = path;
        this.room = room;
        unfinished = path.resolveSibling(path.getFileName() + Folders.UNFINISHED);
        file = new RandomAccessFile(unfinished.toFile(), "rw");
        try {
            file.setLength(0);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
        buffer.bytes(Sections.BEGIN, 0, Sections.BEGIN.length);
    }

    /// The next chunk of the series whose labels follow.
    public void chunk(byte[] bytes, ChunkReader.Place place, long first, long last)
            throws IOException {
        flushIfLarge();
        buffer.bytes(bytes, place.start(), place.length());
        buffer.u32(Checksum.of(bytes, place.start(), place.length()));
        chunks.signed(first - lastTime).unsigned(last - first).unsigned(place.length());
        lastTime = last;
        chunkCount++;
        chunkBytes += place.length() + 4;
        samples += ChunkHead.count(bytes, place.start());
    }

    /// Ends a series, unless it has no chunk.
    public void endSeries(Labels labels) throws IOException {
        if (chunkCount == 0) {
            return;
        }
        var entry = new ByteWriter();
        entry.unsigned(labels.size());
        for (int i = 0; i < labels.size(); i++) {
            entry.unsigned(symbol(labels.name(i))).unsigned(symbol(labels.value(i)));
        }
        entry.unsigned(chunkCount).unsigned(chunkBytes);
        entry.bytes(chunks.array(), 0, chunks.size());
        places.u64(written + buffer.size());
        buffer.u32(entry.size()).bytes(entry.array(), 0, entry.size());
        buffer.u32(Checksum.of(entry.array(), 0, entry.size()));
        index.add(series, labels);
        series++;
        chunks.clear();
        chunkCount = 0;
        chunkBytes = 0;
        lastTime = 0;
        flushIfLarge();
    }

    private int symbol(String text) {
        return symbols.computeIfAbsent(
                text,
                _ -> {
                    texts.add(text);
                    return texts.size() - 1;
                });
    }

    private void flushIfLarge() throws IOException {
        if (buffer.size() >= BUFFER) {
            flush(buffer);
        }
    }

    private void flush(ByteWriter bytes) throws IOException {
        room.demand(bytes.size());
        file.write(bytes.array(), 0, bytes.size());
        written += bytes.size();
        bytes.clear();
    }

    public boolean isEmpty() {
        return series == 0;
    }

    /// Finishes the block: on return it is on disk under its name.
    public void finish(About about) throws IOException {
        flush(buffer);
        var postings = new ByteWriter();
        var labels = labels(postings);
        var last = new ByteWriter();
        about.withSamples(samples).write(last);
        var table = new ByteWriter().u32(series);
        table.bytes(places.array(), 0, places.size());
        var sections = List.of(symbolTexts(), table, labels, postings, last);
        var footer = Sections.footer(written, sections);
        for (var section : sections) {
            flush(section);
        }
        flush(footer);
        file.getFD().sync();
        file.close();
        Folders.rename(unfinished, path);
    }

    private ByteWriter symbolTexts() {
        var ends = new ByteWriter().u32(texts.size());
        var bytes = new ByteWriter();
        for (var text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            bytes.bytes(utf8, 0, utf8.length);
            ends.u32(bytes.size());
        }
        return ends.bytes(bytes.array(), 0, bytes.size());
    }

    private ByteWriter labels(ByteWriter postings) {
        var names = new ArrayList<>(index.names());
        names.sort(Labels::compareUtf8);
        var nameTable = new ByteWriter().u32(names.size());
        var valueTable = new ByteWriter();
        int valueCount = 0;
        for (var name : names) {
            nameTable.u32(symbol(name)).u32(valueCount);
            var values = new ArrayList<>(index.values(name));
            values.sort(Labels::compareUtf8);
            for (var value : values) {
                write(index.with(name, value), postings);
                valueTable.u32(symbol(value)).u32(postings.size());
                valueCount++;
            }
        }
        nameTable.u32(valueCount);
        return nameTable.bytes(valueTable.array(), 0, valueTable.size());
    }

    private static void write(ImmutableRoaringBitmap bitmap, ByteWriter out) {
        var small = bitmap.toMutableRoaringBitmap();
        small.runOptimize();
        byte[] bytes = new byte[small.serializedSizeInBytes()];
        small.serialize(ByteBuffer.wrap(bytes));
        out.bytes(bytes, 0, bytes.length);
    }

    /// Leaves nothing behind when it was not finished.
    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(unfinished);
    }
}
