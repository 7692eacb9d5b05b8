package penstock.capabilities.services.process;

import java.util.Optional;
import java.util.function.Consumer;
import penstock.capabilities.services.Instance;

/// Notices the end of a process. The exit code is known only of those this server started itself.
final class Exits {
    private Exits() {}

    /// @param child the process if this server started it
    static void watch(ProcessId id, Optional<Process> child, Consumer<Event> listener) {
        if (child.isPresent()) {
            var process = child.get();
            var _ =
                    process.onExit()
                            .thenRun(
                                    () ->
                                            listener.accept(
                                                    new Event.Ended(id, process.exitValue())));
            return;
        }
        var handle = ProcessHandle.of(id.pid());
        if (handle.isPresent()) {
            var ended = new Event.Ended(id, Instance.Exit.UNSEEN);
            var _ = handle.get().onExit().thenRun(() -> listener.accept(ended));
        }
    }

    static int code(Optional<Process> child) {
        return child.filter(process -> !process.isAlive())
                .map(Process::exitValue)
                .orElse(Instance.Exit.UNSEEN);
    }
}
