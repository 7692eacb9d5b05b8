package penstock.capabilities.services.process;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Instance.State;
import penstock.capabilities.services.InstanceSpec;

/// What is known of one instance while it lives. Only the thread of its supervisor changes it; everybody else sees
/// snapshots of it.
final class Life {
    private final InstanceSpec spec;
    private final InstantSource clock;
    State state = State.STARTING;
    int port;
    Optional<ProcessId> process = Optional.empty();
    Optional<Instant> started = Optional.empty();
    int restarts;
    List<Instant> exits = List.of();
    Optional<Instance.Exit> lastExit = Optional.empty();
    boolean wasReady;
    Optional<Instant> retryAt = Optional.empty();
    Optional<Entry.Stopping> stopping = Optional.empty();
    List<String> notes = List.of();
    private Instant since;
    private String reason = "Requested";
    private String message = "";

    Life(InstanceSpec spec, InstantSource clock) {
        this.spec = spec;
        this.clock = clock;
        this.since = clock.instant();
    }

    static Life of(Entry entry, InstantSource clock) {
        var life = new Life(entry.spec().spec(), clock);
        life.state = entry.state();
        life.port = entry.port();
        life.process = entry.process();
        life.started = entry.started();
        life.since = entry.since();
        life.restarts = entry.restarts();
        life.exits = entry.exits();
        life.lastExit = entry.lastExit();
        life.wasReady = entry.wasReady();
        life.retryAt = entry.retryAt();
        life.stopping = entry.stopping();
        life.reason = entry.reason();
        life.message = entry.message();
        life.notes = entry.notes();
        return life;
    }

    InstanceSpec spec() {
        return spec;
    }

    void become(State next, String why, String words) {
        if (state != next) {
            state = next;
            since = clock.instant();
        }
        reason = why;
        message = words;
    }

    void note(String note) {
        if (!notes.contains(note)) {
            var more = new ArrayList<>(notes);
            more.add(note);
            notes = List.copyOf(more);
        }
    }

    Endpoint endpoint() {
        return Endpoint.onLoopback(port);
    }

    boolean isEnded() {
        return process.isEmpty() && (state == State.EXITED || state == State.FAILED);
    }

    String reason() {
        return reason;
    }

    String message() {
        return message;
    }

    Entry entry() {
        return new Entry(
                Entry.Written.of(spec),
                state,
                port,
                process,
                started,
                since,
                restarts,
                exits,
                lastExit,
                wasReady,
                retryAt,
                stopping,
                reason,
                message,
                notes);
    }

    Instance snapshot() {
        return new Instance(
                spec,
                state,
                "127.0.0.1",
                port,
                process.map(ProcessId::pid).orElse(0L),
                started,
                since,
                restarts,
                lastExit,
                reason,
                message,
                notes);
    }
}
