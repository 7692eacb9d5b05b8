package penstock.server.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import penstock.metrics.rules.RuleFile;
import penstock.metrics.rules.RuleGroup;

/// The rules that the files of this server say. A file that is wrong leaves in force what it said before. For one thread, besides
/// [#conditions].
final class RuleBook {
    static final int MAX_GROUPS = 1000;
    static final int MAX_RULES = 10_000;
    private static final int MAX_FAULTS = 10;

    private final RuleFiles files;
    private final RuleFile.Options options;
    private SortedMap<Path, Held> held = new TreeMap<>();
    private SortedMap<Path, RuleFiles.Stamp> settling = new TreeMap<>();
    private volatile List<String> conditions = List.of();

    /// @param stamp `null` when the file has to be read again
    private record Held(
            RuleFiles.@Nullable Stamp stamp, List<RuleGroup> groups, List<Fault> faults) {}

    RuleBook(RuleFiles files, RuleFile.Options options) {
        this.files = files;
        this.options = options;
    }

    /// What is wrong with the files, a sentence each.
    List<String> conditions() {
        return conditions;
    }

    int refused() {
        return conditions.size();
    }

    List<RuleGroup> groups() {
        return held.values().stream().flatMap(each -> each.groups.stream()).toList();
    }

    /// Reads what has changed. Files that are being written are read a look later, when they are the same twice.
    ///
    /// @return whether something may be different now
    boolean look(boolean isFirst) {
        SortedMap<Path, RuleFiles.Stamp> found;
        try {
            found = files.look();
        } catch (UncheckedIOException e) {
            conditions =
                    List.of(
                            "Rules: files cannot be looked for, those known go on: "
                                    + e.getMessage()
                                    + ".");
            return false;
        }
        if (isHeld(found) || (!isFirst && !found.equals(settling))) {
            settling = found;
            return false;
        }
        read(found);
        return true;
    }

    private boolean isHeld(SortedMap<Path, RuleFiles.Stamp> found) {
        return found.size() == held.size()
                && found.entrySet().stream()
                        .allMatch(
                                file -> {
                                    var known = held.get(file.getKey());
                                    return known != null && file.getValue().equals(known.stamp);
                                });
    }

    private void read(SortedMap<Path, RuleFiles.Stamp> found) {
        var now = new TreeMap<Path, Held>();
        var problems = new ArrayList<String>();
        int groups = 0;
        int rules = 0;
        for (var file : found.entrySet()) {
            if (now.size() == RuleFiles.MAX_FILES) {
                problems.add(
                        "Rules: more than "
                                + RuleFiles.MAX_FILES
                                + " files, the others are left out.");
                break;
            }
            var known = held.getOrDefault(file.getKey(), new Held(null, List.of(), List.of()));
            var next =
                    file.getValue().equals(known.stamp)
                            ? known
                            : read(file.getKey(), file.getValue(), known);
            int more = next.groups.stream().mapToInt(group -> group.rules().size()).sum();
            if (groups + next.groups.size() > MAX_GROUPS || rules + more > MAX_RULES) {
                problems.add(
                        "Rules: %s is left out: all files together have more than %d groups or %d rules."
                                .formatted(file.getKey(), MAX_GROUPS, MAX_RULES));
                next = new Held(next.stamp, List.of(), next.faults);
                more = 0;
            }
            groups += next.groups.size();
            rules += more;
            now.put(file.getKey(), next);
            if (!next.faults.isEmpty()) {
                problems.add(sentence(file.getKey(), next));
            }
        }
        held = now;
        conditions = List.copyOf(problems);
    }

    private Held read(Path file, RuleFiles.Stamp stamp, Held known) {
        try {
            var text = RuleText.read(file.toString(), RuleFiles.read(file), options);
            return text.faults().isEmpty()
                    ? new Held(stamp, text.groups(), List.of())
                    : new Held(stamp, known.groups, text.faults());
        } catch (IOException e) {
            return new Held(null, known.groups, List.of(new Fault(0, "cannot be read: " + e)));
        } catch (RuntimeException | StackOverflowError e) {
            // One file must not keep the others from being read.
            return new Held(stamp, known.groups, List.of(new Fault(0, "internal error: " + e)));
        }
    }

    private static String sentence(Path file, Held held) {
        var told =
                held.faults.stream()
                        .limit(MAX_FAULTS)
                        .map(Fault::toString)
                        .collect(Collectors.joining("; "));
        int more = held.faults.size() - MAX_FAULTS;
        return "Rules: "
                + file
                + (held.groups.isEmpty()
                        ? " is not used: "
                        : " is wrong, its rules of before go on: ")
                + told
                + (more > 0 ? "; and " + more + " more" : "")
                + ".";
    }
}
