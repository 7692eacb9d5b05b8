package penstock.metrics.store.block;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.SoftReference;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.Checksum;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.bytes.Numbers;
import penstock.metrics.store.chunk.ChunkReader;
import penstock.metrics.store.head.Gathering;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.Runs;
import penstock.metrics.store.index.LabelIndex;
import penstock.metrics.store.index.Selection;

/// A block that is open. Its memory is the file, mapped; it is given back when the block is retired and nobody has it pinned any more, so
/// whatever reads from it pins it first.
public final class Block {
    static final String TOMBSTONES = ".tombstones";

    /// What `pins` says when nobody may pin any more.
    private static final int CLOSED = Integer.MIN_VALUE;

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final About about;
    private final BlockIndex index;
    private final MemorySegment places;
    private final int series;
    private final AtomicInteger pins = new AtomicInteger(1);
    private final BiConsumer<Block, String> damage;
    private volatile Tombstones tombstones;
    private volatile boolean isDeleted;
    private volatile SoftReference<@Nullable Labels[]> known = new SoftReference<>(null);

    private Block(Path path, Arena arena, MemorySegment file, BiConsumer<Block, String> damage)
            throws IOException {
        this.path = path;
        this.arena = arena;
        this.file = file;
        this.damage = damage;
        var sections = Sections.read(file);
        about =
                About.read(
                        new ByteReader(
                                sections.get(Sections.ABOUT).toArray(ValueLayout.JAVA_BYTE)));
        places = sections.get(Sections.SERIES);
        series = places.get(Sections.INT, 0);
        index = new BlockIndex(sections, series);
        tombstones = tombstones();
    }

    /// A block is worth more than what was deleted in it.
    private Tombstones tombstones() throws IOException {
        try {
            return Tombstones.read(tombstonePath());
        } catch (DamageException e) {
            damage.accept(
                    this,
                    "its tombstones: " + e.getMessage() + ". What was deleted is shown again");
            return Tombstones.NONE;
        }
    }

    /// @param damage is told when something in it turns out to be damaged, which is then left out
    /// @throws DamageException when it cannot be served at all
    public static Block open(Path path, BiConsumer<Block, String> damage) throws IOException {
        var arena = Arena.ofShared();
        boolean isOpen = false;
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            var block = new Block(path, arena, file, damage);
            isOpen = true;
            return block;
        } catch (IndexOutOfBoundsException e) {
            throw new DamageException("a section is too short: " + e.getMessage());
        } finally {
            if (!isOpen) {
                arena.close();
            }
        }
    }

    public About about() {
        return about;
    }

    public Path path() {
        return path;
    }

    public long bytes() {
        return file.byteSize();
    }

    public int series() {
        return series;
    }

    public LabelIndex index() {
        return index;
    }

    private Path tombstonePath() {
        var name = path.getFileName().toString();
        return path.resolveSibling(name.substring(0, name.lastIndexOf('.')) + TOMBSTONES);
    }

    /// Keeps the memory until [#unpin]; false when it is gone.
    public boolean pin() {
        for (int seen = pins.get(); seen > 0; seen = pins.get()) {
            if (pins.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
        return false;
    }

    public void unpin() {
        if (pins.decrementAndGet() == 0 && pins.compareAndSet(0, CLOSED)) {
            arena.close();
            if (isDeleted) {
                deleteFiles();
            }
        }
    }

    /// Gives the memory back as soon as nobody reads any more. To be called once.
    public void retire() {
        unpin();
    }

    /// As [#retire], and deletes the files, at once where that is possible.
    public void delete() {
        isDeleted = true;
        deleteFiles();
        unpin();
    }

    private void deleteFiles() {
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(tombstonePath());
        } catch (IOException _) {
            // The next start deletes it, since another block replaces it, or retention does. Not
            // the tombstones first: what is deleted would be shown again.
        }
    }

    /// Some series, sorted by their labels.
    public static final class Selected {
        private final Block block;
        private final int[] series;

        private Selected(Block block, int[] series) {
            this.block = block;
            this.series = series;
        }

        public Block block() {
            return block;
        }

        public int size() {
            return series.length;
        }

        /// The number of one in the block.
        public int number(int i) {
            return series[i];
        }

        /// @throws DamageException when they cannot be read
        public Labels labels(int i) {
            return block.labels(series[i]);
        }

        /// The numbers of all of them; not to be changed.
        public int[] numbers() {
            return series;
        }
    }

    public Selected select(List<Matcher> matchers) {
        return new Selected(this, Selection.of(index, matchers).toArray());
    }

    /// The number of a series, or -1.
    public int find(Labels labels) {
        int low = 0;
        int high = series - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = labels(middle).compareTo(labels);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1;
    }

    public Labels labels(int number) {
        var all = known.get();
        if (all == null) {
            all = new Labels[series];
            known = new SoftReference<>(all);
        }
        var labels = all[number];
        if (labels == null) {
            labels = entry(number).labels(index);
            all[number] = labels;
        }
        return labels;
    }

    private Entry entry(int number) {
        long place = places.get(Sections.LONG, 4 + 8L * number);
        if (place < 0 || place > file.byteSize() - 8) {
            throw new DamageException("series " + number + " at " + place);
        }
        int length = file.get(Sections.INT, place);
        if (length < 0 || length > file.byteSize() - place - 8) {
            throw new DamageException("series " + number + " of " + length + " bytes");
        }
        var bytes = file.asSlice(place + 4, length + 4L).toArray(ValueLayout.JAVA_BYTE);
        if (Checksum.of(bytes, 0, length) != Numbers.getInt(bytes, length)) {
            throw new DamageException("series " + number + " does not have its checksum");
        }
        return new Entry(bytes, length, place);
    }

    /// Takes a chunk as it is.
    public interface ChunkVisitor {
        void chunk(byte[] bytes, ChunkReader.Place place, long first, long last) throws IOException;
    }

    public boolean hasTombstones() {
        return !tombstones.isEmpty();
    }

    /// Whether the chunks of a series are all of its samples, as they are.
    public boolean isUntouched(int number) {
        return !tombstones.has(number);
    }

    /// Visits the chunks of a series; what is damaged is left out and told.
    public void chunks(int number, ChunkVisitor visitor) throws IOException {
        var gathering = new Gathering();
        var chunk = entry(number).chunks();
        while (chunk.next()) {
            gathering.clear();
            if (copy(chunk, gathering)) {
                visitor.chunk(gathering.bytes(), gathering.place(0), chunk.first(), chunk.last());
            }
        }
    }

    private boolean copy(Entry.Chunks chunk, Gathering into) {
        int at = into.add(chunk.length() + 4);
        if (chunk.place() < 0 || chunk.place() + chunk.length() + 4 > file.byteSize()) {
            return told("chunk at " + chunk.place());
        }
        MemorySegment.copy(
                file, ValueLayout.JAVA_BYTE, chunk.place(), into.bytes(), at, chunk.length() + 4);
        if (Numbers.getInt(into.bytes(), at + chunk.length())
                != Checksum.of(into.bytes(), at, chunk.length())) {
            return told("chunk at " + chunk.place() + " does not have its checksum");
        }
        into.shorten(chunk.length());
        return true;
    }

    /// Tells whoever looks after the blocks.
    public void report(DamageException found) {
        damage.accept(this, String.valueOf(found.getMessage()));
    }

    private boolean told(String what) {
        damage.accept(this, what);
        return false;
    }

    /// Appends the samples of a range.
    public void read(int number, Head.Query query, Gathering room) {
        var dead = tombstones;
        if (!dead.has(number)) {
            readAll(number, query, room);
            return;
        }
        var all = new Samples();
        readAll(number, new Head.Query(query.from(), query.to(), all), room);
        for (int i = 0; i < all.size(); i++) {
            if (!dead.isDeleted(number, all.time(i))) {
                Runs.copyAlone(all, i, query.into());
            }
        }
    }

    private void readAll(int number, Head.Query query, Gathering room) {
        try {
            var chunk = entry(number).chunks();
            while (chunk.next() && chunk.first() <= query.to()) {
                room.clear();
                if (chunk.last() >= query.from() && copy(chunk, room)) {
                    room.read(0, query.from(), query.to(), query.into());
                }
            }
        } catch (DamageException e) {
            report(e);
        }
    }

    /// Deletes the samples of a range of some series; on return it is on disk.
    public void delete(int[] numbers, long from, long to) throws IOException {
        var more = tombstones.with(numbers, from, to);
        more.write(tombstonePath());
        tombstones = more;
    }

    @Override
    public String toString() {
        return path.getFileName().toString();
    }
}
