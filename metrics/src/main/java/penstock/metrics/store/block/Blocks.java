package penstock.metrics.store.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        for (var path : paths()) {
            next = Math.max(next, number(path) + 1);
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
        for (var block : found) {
            next = Math.max(next, block.about().number() + 1);
        }
        removeReplaced(found);
        found.sort(Comparator.comparingLong(block -> block.about().from()));
        return found;
    }

    private List<Path> paths() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList();
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

    /// Opens a block that was just written.
    public Block open(int number) throws IOException {
        return Block.open(path(number), damage);
    }

    /// Where blocks are kept of which a part was damaged when they were compacted.
    public Path damaged() {
        return damaged;
    }
}
