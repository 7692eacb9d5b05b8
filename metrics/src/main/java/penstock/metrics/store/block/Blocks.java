package penstock.metrics.store.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.bytes.Folders;

/// The folder of the blocks.
public final class Blocks {
    private static final String SUFFIX = ".block";

    private final Path folder;
    private final Path damaged;
    private final BiConsumer<Block, String> damage;
    private int next = 1;

    /// @param damaged where what cannot be served is moved
    /// @param damage is told of what turns out later to be damaged
    public Blocks(Path folder, Path damaged, BiConsumer<Block, String> damage) {
        this.folder = folder;
        this.damaged = damaged;
        this.damage = damage;
    }

    /// The blocks there are, by time; what a crash left half is removed, what is damaged is set aside and told in words.
    public List<Block> open(Consumer<String> report) throws IOException {
        Files.createDirectories(folder);
        Folders.deleteUnfinished(folder);
        var found = new ArrayList<Block>();
        boolean isDone = false;
        try {
            for (var path : files(SUFFIX)) {
                next = Math.max(next, number(path) + 1);
                open(path, found, report);
            }
            deleteOrphans();
            isDone = true;
        } finally {
            if (!isDone) {
                found.forEach(Block::retire);
            }
        }
        for (var block : found) {
            next = Math.max(next, block.about().number() + 1);
        }
        removeReplaced(found);
        found.sort(Comparator.comparingLong(block -> block.about().from()));
        return found;
    }

    private void open(Path path, List<Block> found, Consumer<String> report) throws IOException {
        try {
            found.add(Block.open(path, damage));
        } catch (DamageException e) {
            var place = Folders.setAside(path, damaged);
            report.accept(
                    path
                            + ": "
                            + e.getMessage()
                            + "; it was moved to "
                            + place
                            + ", and its samples are missing");
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
        }
    }

    /// A crash may come after a block was deleted and before its tombstones were: they must not be taken for those of another one.
    private void deleteOrphans() throws IOException {
        for (var tombstones : files(Block.TOMBSTONES)) {
            var name = tombstones.getFileName().toString();
            var block = name.substring(0, name.length() - Block.TOMBSTONES.length()) + SUFFIX;
            if (!Files.exists(folder.resolve(block))) {
                Files.delete(tombstones);
            }
        }
    }

    private static int number(Path path) {
        var name = path.getFileName().toString();
        try {
            return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// A crash may come after a block was written and before those were deleted that it replaces.
    private static void removeReplaced(List<Block> found) {
        Set<Integer> replaced = new HashSet<>();
        for (var block : found) {
            replaced.addAll(block.about().replaces());
        }
        found.removeIf(
                block -> {
                    boolean isReplaced = replaced.contains(block.about().number());
                    if (isReplaced) {
                        block.delete();
                    }
                    return isReplaced;
                });
    }

    public int nextNumber() {
        return next++;
    }

    public Path path(int number) {
        return folder.resolve(String.format(Locale.ROOT, "%08d%s", number, SUFFIX));
    }

    /// Opens a block that was just written. One that cannot be opened is deleted: it would come back at the next start beside those that it was
    /// made of, or beside what was deleted from these meanwhile.
    public Block open(int number) throws IOException {
        try {
            return Block.open(path(number), damage);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(path(number));
            throw e;
        }
    }

    /// Which of some blocks have a file.
    public List<Integer> present(Collection<Integer> numbers) {
        return numbers.stream().filter(number -> Files.exists(path(number))).toList();
    }

    /// Where blocks are kept of which a part was damaged when they were compacted.
    public Path damaged() {
        return damaged;
    }
}
