package penstock.capabilities.services.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.LimitsSpec;

/// Limits by control groups, version 2, of the Linux kernel: one group per instance below the server's own. See the
/// kernel's admin guide, "Control Group v2": a group with members of its own cannot hand controllers on, so the
/// server's processes first move into a group beside those of the instances.
final class ControlGroups {
    private static final String CONTROLLERS = "cgroup.controllers";
    private static final String SUBTREE = "cgroup.subtree_control";
    private static final String MEMBERS = "cgroup.procs";
    private static final int PERIOD_MICROS = 100_000;

    /// @param members the file through which a process joins; empty when nothing is limited
    /// @param notes what is not enforced, and why
    record Group(Optional<Path> members, List<String> notes) {
        static final Group NONE = new Group(Optional.empty(), List.of());
    }

    private final Path mount;
    private final Path membership;

    /// @param mount where control groups are mounted: `/sys/fs/cgroup`
    /// @param membership which group the server is in: `/proc/self/cgroup`
    ControlGroups(Path mount, Path membership) {
        this.mount = mount;
        this.membership = membership;
    }

    static ControlGroups ofMachine() {
        return new ControlGroups(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
    }

    /// A group with the limits. What cannot be enforced is noted and does not keep the instance from running.
    synchronized Group prepare(String id, LimitsSpec limits) {
        if (limits.isEmpty()) {
            return Group.NONE;
        }
        try {
            var parent = parent();
            var notes = new ArrayList<String>();
            var group = Files.createDirectories(parent.resolve("penstock-" + id));
            limits.memory()
                    .ifPresent(
                            size -> {
                                var bytes = Long.toString(size.bytes());
                                limit(group, "memory.max", bytes, "memory limit " + size, notes);
                                if (Files.exists(group.resolve("memory.swap.max"))) {
                                    limit(group, "memory.swap.max", "0", "swap limit 0", notes);
                                }
                            });
            limits.cpu()
                    .ifPresent(
                            share -> {
                                var quota = Math.max(1_000, Math.round(share * PERIOD_MICROS));
                                var text = quota + " " + PERIOD_MICROS;
                                limit(group, "cpu.max", text, "cpu limit " + share, notes);
                            });
            return new Group(Optional.of(group.resolve(MEMBERS)), notes);
        } catch (IOException e) {
            var why =
                    e instanceof Absent
                            ? String.valueOf(e.getMessage())
                            : "the control group cannot be made: " + e;
            return new Group(Optional.empty(), notes(limits, why));
        }
    }

    /// Removes the group of an ended instance.
    void release(String id) {
        try {
            Files.deleteIfExists(own().resolve("penstock-" + id));
        } catch (IOException _) {
            return; // still has members or was never made; an empty group costs nothing
        }
    }

    private static void limit(
            Path group, String file, String value, String what, List<String> notes) {
        try {
            Files.writeString(group.resolve(file), value);
        } catch (IOException e) {
            notes.add(what + " is not enforced: " + file + " cannot be written here");
        }
    }

    private static List<String> notes(LimitsSpec limits, String why) {
        var notes = new ArrayList<String>();
        limits.memory()
                .ifPresent(size -> notes.add("memory limit " + size + " is not enforced: " + why));
        limits.cpu()
                .ifPresent(share -> notes.add("cpu limit " + share + " is not enforced: " + why));
        return notes;
    }

    /// The group below which instances get theirs, with the controllers handed on.
    private Path parent() throws IOException {
        var own = own();
        var offered = List.of(Files.readString(own.resolve(CONTROLLERS)).strip().split(" ", -1));
        if (!offered.contains("memory") || !offered.contains("cpu")) {
            throw new Absent("the memory and cpu controllers of cgroup v2 are not available here");
        }
        var present = List.of(Files.readString(own.resolve(SUBTREE)).strip().split(" ", -1));
        if (present.contains("memory") && present.contains("cpu")) {
            return own;
        }
        if (!Files.isWritable(own.resolve(SUBTREE))) {
            throw new Absent("the server may not make control groups (cgroup v2) here");
        }
        try {
            Files.writeString(own.resolve(SUBTREE), "+memory +cpu");
        } catch (IOException _) {
            stepAside(own);
            Files.writeString(own.resolve(SUBTREE), "+memory +cpu");
        }
        return own;
    }

    private static void stepAside(Path own) throws IOException {
        var aside = Files.createDirectories(own.resolve("penstock-server"));
        for (var pid : Files.readAllLines(own.resolve(MEMBERS))) {
            Files.writeString(aside.resolve(MEMBERS), pid);
        }
    }

    private Path own() throws IOException {
        if (!Files.isReadable(mount.resolve(CONTROLLERS))) {
            throw new Absent("cgroup v2 is not available here");
        }
        for (var line : Files.readAllLines(membership)) {
            if (line.startsWith("0::/")) {
                var group = mount.resolve(line.substring("0::/".length())).normalize();
                // A server that was restarted inside its own group is beside the instances already.
                return group.endsWith("penstock-server") ? parentOf(group) : group;
            }
        }
        throw new Absent("cgroup v2 is not available here");
    }

    private Path parentOf(Path group) {
        var parent = group.getParent();
        return parent == null ? mount : parent;
    }

    private static final class Absent extends IOException {
        Absent(String message) {
            super(message);
        }
    }
}
