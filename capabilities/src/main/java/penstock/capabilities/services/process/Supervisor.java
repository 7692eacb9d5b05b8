package penstock.capabilities.services.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Instance.State;
import penstock.capabilities.services.RunSpec;
import penstock.capabilities.services.probing.Answer;
import penstock.capabilities.services.probing.Probes;
import penstock.capabilities.services.probing.Probing;
import penstock.capabilities.services.probing.Shortage;
import penstock.model.DurationText;

/// Looks after one instance on a thread of its own: spawns it, asks its probes, restarts it, ends it. Everything that
/// happens arrives in one mailbox and is dealt with in order; probes ask on threads of their own, so that none of them
/// can keep a stop waiting. Each decision is journalled before it takes effect.
final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration CHECK = Duration.ofSeconds(1);
    private static final Duration DRAIN_CHECK = Duration.ofMillis(50);

    private final Tools tools;
    private final Life life;
    private final LogFile log;
    private final Path directory;
    private final RunSpec run;
    private final Mailbox mailbox = new Mailbox();
    private final Guard guard;
    private volatile Instance snapshot;

    private Probes probes = Probes.none();
    private Optional<Process> own = Optional.empty();
    private boolean isLeaving;
    private boolean isUnsaved;
    private boolean mainHasEnded;
    // In the time of System.nanoTime, so that a clock that is set does not matter.
    private long nextCheck = System.nanoTime();
    private long retryAt;
    private long killAt;

    Supervisor(Tools tools, Life life, LogFile log) {
        this.tools = tools;
        this.life = life;
        this.log = log;
        this.directory = tools.journal().directory(life.spec().id());
        this.run = life.spec().run();
        this.guard =
                new Guard(
                        "instance",
                        life.spec().id(),
                        "instance could not be looked after, will try again");
        this.snapshot = life.snapshot();
    }

    Instance snapshot() {
        return snapshot;
    }

    LogFile log() {
        return log;
    }

    /// Begins with an instance that is new (`isNew`) or that an earlier server left.
    Thread begin(boolean isNew) {
        return Thread.ofVirtual()
                .name("instance-" + life.spec().id())
                .start(() -> supervise(isNew));
    }

    void stop(Duration grace) {
        mailbox.add(new Event.Stop(grace));
    }

    /// Ends the supervision and leaves the instance running.
    void leave() {
        mailbox.add(new Event.Leave());
    }

    private void supervise(boolean isNew) {
        guarded(() -> takeOver(isNew));
        while (!isLeaving && !(life.isEnded() && !isUnsaved)) {
            try {
                mailbox.await(nextLook() - System.nanoTime());
                guarded(() -> mailbox.deal(this::handle, this::look));
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// What failed is tried again with the next look.
    private void guarded(Runnable action) {
        if (!guard.hasDone(action, this::publish)) {
            nextCheck = System.nanoTime() + CHECK.toNanos();
        }
    }

    private void handle(Event event) {
        switch (event) {
            case Event.Stop(var grace) -> stopNow(grace);
            case Event.Ended(var process, var code) -> {
                // the JDK takes a process it cannot look at for ended
                if (life.process.equals(Optional.of(process)) && !tools.table().isAlive(process)) {
                    ended(code);
                }
            }
            case Event.Answered(var probing, var answer) -> {
                if (life.stopping.isEmpty()) {
                    answered(probing, answer);
                }
            }
            case Event.Leave _ -> isLeaving = true;
        }
    }

    // ---- taking over

    private void takeOver(boolean isNew) {
        if (isNew) {
            attempt();
            return;
        }
        if (life.process.isEmpty() && isWaiting()) {
            retryAt = nanos(life.retryAt.orElse(Instant.MIN), run.restart().maxBackoff());
            new Family(tools.table(), new ProcessId(-1, ""), directory).kill();
            return;
        }
        if (life.process.isEmpty() && !life.isEnded() && life.stopping.isEmpty()) {
            life.process = tools.table().root(directory);
            if (life.process.isEmpty()) {
                attempt();
                return;
            }
            life.started = Optional.of(tools.clock().instant());
            save();
        }
        if (life.stopping.isPresent()) {
            resumeStop(life.stopping.get());
        } else if (life.process.isPresent()) {
            adopt(life.process.get());
        }
    }

    private void adopt(ProcessId process) {
        if (!tools.table().isAlive(process)) {
            ended(Instance.Exit.UNSEEN);
            return;
        }
        event(Level.INFO, "instance adopted", Map.of("pid", process.pid()));
        Exits.watch(process, own, mailbox::add);
        var started = life.started.orElse(tools.clock().instant());
        probes = Probes.begin(run, nanos(started, Duration.ZERO));
        if (life.state == State.READY || life.state == State.NOT_READY) {
            probes.resumed(life.state == State.READY);
        }
    }

    // ---- starting

    private void attempt() {
        try {
            boolean isLooping = life.state == State.CRASH_LOOPING;
            life.retryAt = Optional.empty();
            life.process = Optional.empty();
            own = Optional.empty();
            if (!isLooping) {
                life.become(State.STARTING, "Starting", "");
            }
            spawn();
        } catch (StartFailure e) {
            cannotStart(e.reason(), e.explanation());
        } catch (IOException e) {
            var words = "it could not be started: " + e.getMessage();
            if (Shortage.isCauseOf(e)) {
                backOff("CannotStart", words);
            } else {
                cannotStart("CannotStart", words);
            }
        } catch (RuntimeException | Error e) {
            // Half started it would be neither asked nor started again.
            family().ifPresent(Family::kill);
            backOff("CannotStart", "it could not be started: " + e);
            throw e;
        }
    }

    private void spawn() throws IOException {
        life.port = tools.ports().choose(life.port, life.spec().id());
        tools.journal().save(life.entry());
        var process = Spawning.spawn(tools, life, log);
        var id = Spawning.identified(tools, process);
        own = Optional.of(process);
        life.process = Optional.of(id);
        life.started = Optional.of(tools.clock().instant());
        save();
        Exits.watch(id, own, mailbox::add);
        probes = Probes.begin(run, System.nanoTime());
        mainHasEnded = false;
        nextCheck = System.nanoTime() + CHECK.toNanos();
        event(Level.INFO, "instance started", Map.of("pid", process.pid(), "port", life.port));
    }

    /// An instance that never was ready is given up; one that was is tried again, since the cause may pass.
    private void cannotStart(String reason, String message) {
        event(Level.WARN, "instance could not be started", Map.of("reason", reason));
        if (life.wasReady) {
            backOff(reason, message);
            return;
        }
        life.become(State.FAILED, reason, message);
        tools.groups().release(life.spec().id());
        save();
    }

    // ---- probes

    private void askProbes(long now) {
        for (var probing : probes.begin(now)) {
            var question = new Question(probing, life.spec(), life.port, family().orElseThrow());
            Thread.startVirtualThread(
                    () -> mailbox.add(new Event.Answered(probing, question.ask(tools))));
        }
    }

    private void answered(Probing probing, Answer answer) {
        switch (probes.answered(probing, answer)) {
            case READY -> {
                life.wasReady = true;
                life.become(State.READY, "Ready", "");
                save();
                event(Level.INFO, "instance is ready");
            }
            case NOT_READY -> {
                life.become(State.NOT_READY, "ProbeFailed", probing.describe(life.endpoint()));
                save();
                event(Level.WARN, "instance is no longer ready", Map.of("answer", probing.last()));
            }
            case UNHEALTHY -> restart("LivenessFailed", probing.describeFailure(life.endpoint()));
            case NOTHING -> {
                if (life.state == State.STARTING && !answer.isYes()) {
                    life.become(life.state, life.reason(), probing.describe(life.endpoint()));
                }
            }
        }
    }

    private void neverReady(Probing probing, Duration elapsed) {
        var message = probing.describeLateness(life.endpoint(), elapsed) + log.lastLines();
        if (life.wasReady) {
            restart("NotReadyInTime", message);
            return;
        }
        event(Level.WARN, "instance never became ready");
        life.become(State.FAILED, "NotReadyInTime", message);
        end(run.stop().grace(), Entry.Then.FAIL);
    }

    // ---- ending

    private void stopNow(Duration grace) {
        if (life.isEnded()) {
            return;
        }
        if (life.stopping.isPresent()) {
            boolean isFailing = life.stopping.get().then() == Entry.Then.FAIL;
            killAt = Math.min(killAt, System.nanoTime() + grace.toNanos());
            var left = Duration.ofNanos(Math.max(0, killAt - System.nanoTime()));
            var then = isFailing ? Entry.Then.FAIL : Entry.Then.END;
            life.stopping = Optional.of(new Entry.Stopping(tools.clock().instant(), left, then));
            if (!isFailing) {
                life.become(State.STOPPING, "Stopping", "");
            }
            save();
            return;
        }
        life.become(State.STOPPING, "Stopping", "");
        end(grace, Entry.Then.END);
    }

    private void restart(String reason, String message) {
        event(Level.WARN, "instance is restarted", Map.of("reason", reason));
        var next = life.state == State.READY ? State.NOT_READY : life.state;
        life.become(next, reason, message);
        end(run.stop().grace(), Entry.Then.RESTART);
    }

    private void end(Duration grace, Entry.Then then) {
        life.stopping = Optional.of(new Entry.Stopping(tools.clock().instant(), grace, then));
        life.retryAt = Optional.empty();
        killAt = System.nanoTime() + grace.toNanos();
        save();
        publish();
        if (life.process.isEmpty()) {
            finish();
            return;
        }
        family().ifPresent(Family::terminate);
    }

    private void resumeStop(Entry.Stopping stopping) {
        killAt = nanos(stopping.at(), Duration.ZERO) + stopping.grace().toNanos();
        var family = family();
        if (family.isEmpty()) {
            finish();
            return;
        }
        family.get().terminate();
        life.process.ifPresent(process -> Exits.watch(process, own, mailbox::add));
        mainHasEnded = !family.get().mainIsAlive();
    }

    private Optional<Family> family() {
        return life.process.map(process -> new Family(tools.table(), process, directory));
    }

    private void ended(int code) {
        var exit = new Instance.Exit(code, tools.clock().instant());
        life.lastExit = Optional.of(exit);
        probes = Probes.none();
        if (life.stopping.isPresent()) {
            mainHasEnded = true;
            return;
        }
        var ran = life.started.map(start -> Duration.between(start, exit.at()));
        family().ifPresent(Family::kill);
        backOff(
                "Exited",
                exit.describe()
                        + ran.map(time -> " after " + DurationText.format(time)).orElse("")
                        + log.lastLines());
    }

    /// While stopping: waits for everything the program started, kills when the grace is over.
    private void lookAtEnd(long now) {
        var family = family().orElseThrow();
        if (!mainHasEnded && !family.mainIsAlive()) {
            ended(Exits.code(own));
        }
        if (mainHasEnded && family.living().isEmpty()) {
            finish();
            return;
        }
        if (now - killAt >= 0) {
            event(Level.INFO, "instance is killed");
            family.kill();
            killAt = now + CHECK.toNanos();
        }
    }

    private void finish() {
        var then = life.stopping.map(Entry.Stopping::then).orElse(Entry.Then.END);
        life.stopping = Optional.empty();
        life.process = Optional.empty();
        switch (then) {
            case END -> {
                var how = life.lastExit.map(Instance.Exit::describe).orElse("never ran");
                life.become(State.EXITED, "Stopped", how);
                tools.groups().release(life.spec().id());
                save();
            }
            case FAIL -> {
                tools.groups().release(life.spec().id());
                save();
            }
            case RESTART -> backOff(life.reason(), life.message());
        }
        event(Level.INFO, "instance has ended");
    }

    private void backOff(String reason, String message) {
        var now = tools.clock().instant();
        var all = new ArrayList<>(life.exits);
        all.add(now);
        life.exits = RestartPolicy.recent(run.restart(), all, now);
        life.process = Optional.empty();
        life.restarts++;
        var decision = RestartPolicy.decide(run.restart(), life.exits);
        var next = decision.isCrashLoop() ? State.CRASH_LOOPING : State.BACKING_OFF;
        life.become(next, reason, message);
        life.retryAt = Optional.of(now.plus(decision.delay()));
        retryAt = System.nanoTime() + decision.delay().toNanos();
        save();
        event(
                Level.WARN,
                "instance ended and will be started again",
                Map.of(
                        "reason",
                        reason,
                        "restarts",
                        life.restarts,
                        "delay",
                        DurationText.format(decision.delay())));
    }

    // ---- looking

    private void look() {
        long now = System.nanoTime();
        if (isUnsaved && now - nextCheck >= 0) {
            save();
        }
        if (life.process.isEmpty()) {
            if (isWaiting() && now - retryAt >= 0) {
                attempt();
            }
            return;
        }
        if (life.stopping.isPresent()) {
            lookAtEnd(now);
            return;
        }
        if (now - nextCheck >= 0) {
            nextCheck = now + CHECK.toNanos();
            if (!tools.table().isAlive(life.process.get())) {
                ended(Exits.code(own));
                return;
            }
        }
        var late = probes.late(now);
        if (late.isPresent()) {
            neverReady(late.get(), probes.elapsed(now));
            return;
        }
        askProbes(now);
    }

    private boolean isWaiting() {
        return life.retryAt.isPresent();
    }

    private long nextLook() {
        long now = System.nanoTime();
        if (mailbox.hasOpen()) {
            return nextCheck;
        }
        if (life.process.isEmpty()) {
            return isWaiting() && !isUnsaved ? retryAt : nextCheck;
        }
        if (life.stopping.isPresent()) {
            long next = mainHasEnded ? now + DRAIN_CHECK.toNanos() : now + CHECK.toNanos();
            return killAt - next < 0 ? killAt : next;
        }
        return probes.next(nextCheck);
    }

    private long nanos(Instant at, Duration ahead) {
        return Moments.nanos(at, ahead, tools.clock());
    }

    private void event(Level level, String message) {
        event(level, message, Map.of());
    }

    private void event(Level level, String message, Map<String, Object> facts) {
        var event = LOG.atLevel(level).addKeyValue("instance", life.spec().id());
        for (var fact : facts.entrySet()) {
            event = event.addKeyValue(fact.getKey(), fact.getValue());
        }
        event.log(message);
    }

    /// A record that cannot be written now (a full disk) is written later; the instance goes on meanwhile.
    private void save() {
        try {
            tools.journal().save(life.entry());
            isUnsaved = false;
        } catch (IOException e) {
            if (!isUnsaved) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("instance", life.spec().id())
                        .log("record of an instance could not be written");
            }
            isUnsaved = true;
            nextCheck = System.nanoTime() + CHECK.toNanos();
        }
    }

    private void publish() {
        var next = life.snapshot();
        if (!next.equals(snapshot)) {
            snapshot = next;
            tools.changed().accept(next.id());
        }
    }
}
