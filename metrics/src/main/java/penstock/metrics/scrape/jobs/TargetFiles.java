package penstock.metrics.scrape.jobs;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import penstock.metrics.tree.Mistake;
import penstock.metrics.tree.Tree;

/// The targets that files name, as `file_sd_configs` do. A file that cannot be read any more keeps what it said; one that is gone says
/// nothing. For one thread.
public final class TargetFiles {
    private static final Set<String> GROUP = Set.of("targets", "labels");
    private static final String FILE_LABEL = "__meta_filepath";

    /// Larger files are not read, in bytes.
    private static final int MOST = 10 << 20;

    private final Yaml yaml;
    private final Map<Path, Known> known = new HashMap<>();

    /// Reads YAML, or JSON, as maps, lists, texts, numbers and booleans.
    @FunctionalInterface
    public interface Yaml {
        /// @throws IllegalArgumentException when the text is none
        @Nullable Object read(String text);
    }

    /// @param stamp of the file when it was read
    /// @param fault what is wrong with it; empty for nothing
    private record Known(String stamp, List<TargetGroup> groups, String fault) {}

    public TargetFiles(Yaml yaml) {
        this.yaml = yaml;
    }

    /// What the files say now.
    ///
    /// @param patterns files, the last part of whose names may have a `*`
    /// @param faults takes what is wrong with them, a sentence each
    public List<TargetGroup> read(List<Path> patterns, List<String> faults) {
        var groups = new ArrayList<TargetGroup>();
        var found = found(patterns);
        for (var file : found) {
            var now = now(file);
            known.put(file, now);
            groups.addAll(now.groups);
            if (!now.fault.isEmpty()) {
                faults.add(file + ": " + now.fault);
            }
        }
        known.keySet().retainAll(found);
        return groups;
    }

    private static Set<Path> found(List<Path> patterns) {
        var files = new TreeMap<Path, Boolean>();
        for (var pattern : patterns) {
            String name = String.valueOf(pattern.getFileName());
            var folder = pattern.toAbsolutePath().getParent();
            if (!name.contains("*")) {
                if (Files.exists(pattern)) {
                    files.put(pattern, true);
                }
            } else if (folder != null) {
                try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, name)) {
                    matching.forEach(file -> files.put(file, true));
                } catch (IOException _) {
                    // no folder, no files
                }
            }
        }
        return files.keySet();
    }

    private Known now(Path file) {
        var last = known.getOrDefault(file, new Known("", List.of(), ""));
        try {
            String stamp = Files.getLastModifiedTime(file) + " " + Files.size(file);
            if (stamp.equals(last.stamp)) {
                return last;
            }
            if (Files.size(file) > MOST) {
                return new Known(
                        stamp, last.groups, "larger than " + MOST + " bytes, was not read");
            }
            return parsed(file, stamp, last);
        } catch (CharacterCodingException _) {
            return new Known("", last.groups, "not UTF-8, was not read");
        } catch (IOException e) {
            return new Known("", last.groups, "cannot be read: " + e.getMessage());
        }
    }

    private Known parsed(Path file, String stamp, Known last) throws IOException {
        var mistakes = new ArrayList<Mistake>();
        try {
            var content = yaml.read(Files.readString(file, StandardCharsets.UTF_8));
            var groups = new ArrayList<TargetGroup>();
            for (var item : Tree.root(content, mistakes).items()) {
                groups.add(
                        GroupReader.group(
                                item.fields("target group", GROUP),
                                Map.of(FILE_LABEL, file.toString())));
            }
            return mistakes.isEmpty()
                    ? new Known(stamp, groups, "")
                    : new Known(stamp, last.groups, mistakes.getFirst().toString());
        } catch (IllegalArgumentException e) {
            return new Known(stamp, last.groups, String.valueOf(e.getMessage()));
        }
    }
}
