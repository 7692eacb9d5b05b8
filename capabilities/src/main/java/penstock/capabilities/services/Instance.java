package penstock.capabilities.services;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a target knows of an instance at one moment.
///
/// @param host where `port` is reached
/// @param port 0 until one is chosen; it may change when the instance is restarted
/// @param pid of the program itself; 0 while there is no process, and for an instance that somebody else runs
/// @param started when the present or last process was started
/// @param since when it came into this state
/// @param restarts how often it was started again
/// @param lastExit how the process before this one, or the last one, ended
/// @param reason one word for programs, such as `Ready`, `Exited`, `CommandNotFound`
/// @param message for people; may have several lines, with the end of the log when something failed
/// @param notes what could not be done as asked, such as a limit that is not enforced here
public record Instance(
        InstanceSpec spec,
        State state,
        String host,
        int port,
        long pid,
        Optional<Instant> started,
        Instant since,
        int restarts,
        Optional<Exit> lastExit,
        String reason,
        String message,
        List<String> notes) {
    public Instance {
        notes = List.copyOf(notes);
    }

    public String id() {
        return spec.id();
    }

    public boolean isReady() {
        return state == State.READY;
    }

    /// Whether there is something to reach: its process, or what somebody else runs.
    public boolean isThere() {
        return port > 0 && (pid > 0 || spec.elsewhere().isPresent());
    }

    public Optional<Endpoint> endpoint() {
        return port > 0 ? Optional.of(new Endpoint(host, port)) : Optional.empty();
    }

    /// Ended for good: there is no process and there will be none. Only then can it be forgotten.
    public boolean isEnded() {
        return pid == 0 && (state == State.EXITED || state == State.FAILED);
    }

    public enum State {
        /// From the request to the first ready.
        STARTING,
        /// May have traffic.
        READY,
        /// Was ready, is not now.
        NOT_READY,
        /// Asked to end.
        STOPPING,
        /// Ended unasked; will be started again.
        BACKING_OFF,
        /// As `BACKING_OFF`, again and again; stays until it is ready once.
        CRASH_LOOPING,
        /// Could not be started, or was never ready within its limit. Not tried again.
        FAILED,
        /// Ended as asked.
        EXITED
    }

    /// How a process ended.
    ///
    /// @param code as a shell would show it: 128 + the signal for a killed program; -1 when nobody saw it
    public record Exit(int code, Instant at) {
        public static final int UNSEEN = -1;
        private static final int SIGNALLED = 128;

        /// `exit code 3`, `killed by signal 9 (KILL)`.
        public String describe() {
            return switch (code) {
                case UNSEEN -> "exit code unknown, it ended while the server was away";
                case SIGNALLED + 1 -> "ended by signal 1 (HUP)";
                case SIGNALLED + 2 -> "ended by signal 2 (INT)";
                case SIGNALLED + 4 -> "killed by signal 4 (ILL)";
                case SIGNALLED + 6 -> "killed by signal 6 (ABRT)";
                case SIGNALLED + 7 -> "killed by signal 7 (BUS)";
                case SIGNALLED + 8 -> "killed by signal 8 (FPE)";
                case SIGNALLED + 9 -> "killed by signal 9 (KILL)";
                case SIGNALLED + 11 -> "killed by signal 11 (SEGV)";
                case SIGNALLED + 13 -> "killed by signal 13 (PIPE)";
                case SIGNALLED + 15 -> "ended by signal 15 (TERM)";
                default -> "exit code " + code;
            };
        }
    }
}
