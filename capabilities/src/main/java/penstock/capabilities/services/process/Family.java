package penstock.capabilities.services.process;

import java.nio.file.Path;
import java.util.List;

/// All processes of one instance: its program, and whatever that started.
///
/// @param main the program
/// @param run the instance's directory, which marks them
record Family(ProcessTable table, ProcessId main, Path run) {
    private static final int ROUNDS = 20;

    boolean mainIsAlive() {
        return table.isAlive(main);
    }

    List<ProcessTable.Row> living() {
        return table.members(main.pid(), main.start(), run);
    }

    /// TERM to the group of the program, or one by one where it leads none.
    void terminate() {
        var living = living();
        boolean leads =
                living.stream().anyMatch(row -> row.id().equals(main) && row.group() == main.pid());
        if (leads) {
            Native.signalGroup(main.pid(), Native.TERM);
            return;
        }
        living.forEach(row -> Native.signal(row.id().pid(), Native.TERM));
    }

    /// KILL to all of them, again until nobody new appears: a program may be forking at this very moment.
    void kill() {
        for (int round = 0; round < ROUNDS; round++) {
            var living = living();
            if (living.isEmpty()) {
                return;
            }
            living.forEach(row -> Native.signal(row.id().pid(), Native.KILL));
            Thread.onSpinWait();
        }
    }
}
