package penstock.metrics.store.head;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The full chunks of the head, out of the heap: in files that are mapped and need not outlive the process, since all that is in them is
/// in the log. Where there is no room on the disk, they stay in the heap. For one writer at a time; a chunk is released only while
/// nobody reads it.
final class SealedChunks implements AutoCloseable {
    private static final int PAGE = 1 << 20;
    private static final int LENGTH_BITS = 20;
    private static final int OFFSET_BITS = 24;

    /// Some chunks, one behind the other.
    private static final class Page {
        private final MemorySegment memory;
        private final @Nullable Arena arena;
        private final @Nullable RandomAccessFile file;
        private final @Nullable Path path;
        private int used;
        private int live;

        private Page(MemorySegment memory, @Nullable Mapping mapping) {
            this.memory = memory;
            arena = mapping == null ? null : mapping.arena;
            file = mapping == null ? null : mapping.file;
            path = mapping == null ? null : mapping.path;
        }
    }

    private record Mapping(Arena arena, RandomAccessFile file, Path path) {}

    private final Path folder;
    private volatile @Nullable Page[] pages = new Page[0];
    private int current = -1;

    SealedChunks(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        try (var files = Files.list(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
    }

    /// Keeps a copy of a chunk; returns where, for the other methods.
    long add(byte[] bytes, int start, int length) {
        int index = pageFor(length);
        var page = page(index);
        try {
            write(page, bytes, start, length);
        } catch (IOException _) {
            index = instead(length);
            page = page(index);
            MemorySegment.copy(bytes, start, page.memory, ValueLayout.JAVA_BYTE, 0, length);
        }
        long place =
                ((long) index << (OFFSET_BITS + LENGTH_BITS)) | ((long) page.used << LENGTH_BITS);
        page.used += length;
        page.live++;
        return place | length;
    }

    /// A page in the heap, which is used until it is full.
    private int instead(int length) {
        int refusing = current;
        current = addPage(onHeap(Math.max(PAGE, length)));
        if (refusing >= 0 && page(refusing).live == 0) {
            drop(refusing);
        }
        return current;
    }

    private static void write(Page page, byte[] bytes, int start, int length) throws IOException {
        if (page.file == null) {
            MemorySegment.copy(bytes, start, page.memory, ValueLayout.JAVA_BYTE, page.used, length);
            return;
        }
        // Not through the mapping, since a full disk would end the process; not through a channel,
        // since an interrupted thread would close it.
        page.file.seek(page.used);
        page.file.write(bytes, start, length);
    }

    private Page page(int index) {
        var page = pages[index];
        if (page == null) {
            throw new IllegalStateException("page " + index + " (expected: one with live chunks)");
        }
        return page;
    }

    private int pageFor(int length) {
        if (current >= 0 && page(current).memory.byteSize() - page(current).used >= length) {
            return current;
        }
        int full = current;
        current = addPage(newPage(length));
        if (full >= 0 && page(full).live == 0) {
            drop(full);
        }
        return current;
    }

    private Page newPage(int length) {
        int size = Math.max(PAGE, length);
        var path = folder.resolve(pages.length + "-" + System.nanoTime() + ".chunks");
        try {
            var file = new RandomAccessFile(path.toFile(), "rw");
            return mapped(new Mapping(Arena.ofShared(), file, path), size);
        } catch (IOException _) {
            return onHeap(size);
        }
    }

    private static Page mapped(Mapping mapping, int size) throws IOException {
        boolean isMapped = false;
        try {
            var channel = mapping.file.getChannel();
            var memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, mapping.arena);
            var page = new Page(memory, mapping);
            isMapped = true;
            return page;
        } finally {
            if (!isMapped) {
                mapping.arena.close();
                mapping.file.close();
                Files.deleteIfExists(mapping.path);
            }
        }
    }

    private static Page onHeap(int size) {
        return new Page(MemorySegment.ofArray(new byte[size]), null);
    }

    private int addPage(Page page) {
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] == null) {
                set(i, page);
                return i;
            }
        }
        pages = Arrays.copyOf(pages, pages.length + 1);
        set(pages.length - 1, page);
        return pages.length - 1;
    }

    private void set(int index, @Nullable Page page) {
        @Nullable Page[] changed = pages.clone();
        changed[index] = page;
        pages = changed;
    }

    static int length(long place) {
        return (int) (place & ((1 << LENGTH_BITS) - 1));
    }

    void copy(long place, byte[] into, int at) {
        var page = page((int) (place >>> (OFFSET_BITS + LENGTH_BITS)));
        long offset = (place >>> LENGTH_BITS) & ((1 << OFFSET_BITS) - 1);
        MemorySegment.copy(page.memory, ValueLayout.JAVA_BYTE, offset, into, at, length(place));
    }

    void release(long place) {
        int index = (int) (place >>> (OFFSET_BITS + LENGTH_BITS));
        var page = page(index);
        page.live--;
        if (page.live == 0 && index != current) {
            drop(index);
        }
    }

    private void drop(int index) {
        var page = page(index);
        set(index, null);
        try {
            if (page.arena != null && page.file != null && page.path != null) {
                page.arena.close();
                page.file.close();
                Files.deleteIfExists(page.path);
            }
        } catch (IOException _) {
            // it is deleted when the folder is opened next
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] != null) {
                drop(i);
            }
        }
    }
}
