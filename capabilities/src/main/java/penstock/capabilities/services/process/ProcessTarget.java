package penstock.capabilities.services.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceLog;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;
import penstock.capabilities.services.Target;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Violation;

/// Runs instances as processes of this machine. Closing it, or killing the server, leaves them running; the next
/// target on the same data directory takes them over. Only one may be open on a data directory at a time: the server
/// holds the lock.
public final class ProcessTarget implements Target, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTarget.class);
    private static final Duration ROTATION = Duration.ofMillis(500);
    private static final Duration LEAVING = Duration.ofSeconds(10);

    private final ProcessSettings settings;
    private final Tools tools;
    private final Path logs;
    private final Map<String, Supervisor> supervisors = new ConcurrentHashMap<>();
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();
    private final Map<Path, LogFile> files = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean isOpen;

    /// A process of this data directory that no instance accounts for.
    ///
    /// @param instance the id it was started for
    public record Stray(long pid, String instance) {}

    public ProcessTarget(ProcessSettings settings, InstantSource clock) {
        var data = settings.data().toAbsolutePath().normalize();
        var launcher = Launcher.find();
        this.settings = settings;
        this.logs = data.resolve("logs");
        this.tools =
                new Tools(
                        clock,
                        new Journal(data.resolve("run").resolve("instances")),
                        new Ports(settings.firstPort(), settings.lastPort()),
                        new ProcessTable(),
                        launcher,
                        new Prober(launcher),
                        new Environments(settings.environment()),
                        ControlGroups.ofMachine(),
                        this::changed);
    }

    /// Takes over what an earlier target left: running instances are adopted, those that ended meanwhile are restarted
    /// as if they had ended now, stops go on, and processes that belong to no instance are ended. Listeners that are
    /// there already hear of it.
    ///
    /// @throws ProblemException when the data directory cannot be used
    public void open() {
        try {
            tools.journal().open();
            Files.createDirectories(logs);
            var entries = tools.journal().all();
            entries.forEach(entry -> tools.ports().keep(entry.port(), entry.spec().id()));
            for (var entry : entries) {
                var life = Life.of(entry, tools.clock());
                supervisors.put(life.spec().id(), new Supervisor(tools, life, log(life.spec())));
            }
            endStrays();
            supervisors.forEach((id, supervisor) -> threads.put(id, supervisor.begin(false)));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "The data directory "
                                    + settings.data()
                                    + " cannot be used for instances: "
                                    + e.getMessage()
                                    + " (expected: a directory that the server can write)."),
                    e);
        }
        isOpen = true;
        Thread.ofVirtual().name("log-rotation").start(this::rotate);
    }

    @Override
    public List<Instance> instances() {
        return supervisors.values().stream()
                .map(Supervisor::snapshot)
                .sorted(Comparator.comparing(Instance::id))
                .toList();
    }

    @Override
    public Optional<Instance> instance(String id) {
        return Optional.ofNullable(supervisors.get(id)).map(Supervisor::snapshot);
    }

    @Override
    public void start(InstanceSpec spec) {
        requireOpen();
        var supervisor = new Supervisor(tools, new Life(spec, tools.clock()), log(spec));
        if (supervisors.putIfAbsent(spec.id(), supervisor) == null) {
            threads.put(spec.id(), supervisor.begin(true));
            changed(spec.id());
        }
    }

    @Override
    public void stop(String id, Duration grace) {
        requireOpen();
        var supervisor = supervisors.get(id);
        if (supervisor != null && !supervisor.snapshot().isEnded()) {
            supervisor.stop(grace);
        }
    }

    @Override
    public void forget(String id) {
        requireOpen();
        var supervisor = supervisors.get(id);
        if (supervisor == null || !supervisor.snapshot().isEnded()) {
            return;
        }
        tools.journal().delete(id);
        supervisors.remove(id);
        threads.remove(id);
        tools.ports().release(id);
        pruneLogs(java.util.Objects.requireNonNull(supervisor.log().directory().getParent()));
        changed(id);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public List<Violation> check(RunSpec run, Optional<Path> artefact) {
        var violations = new ArrayList<Violation>();
        run.process()
                .ifPresent(
                        process -> {
                            var first = process.command().getFirst();
                            if (first.contains("{artefact}") || first.contains("{port}")) {
                                return;
                            }
                            var path = Commands.path(tools.environments().common(run));
                            try {
                                Commands.program(first, path);
                            } catch (StartFailure e) {
                                violations.add(
                                        new Violation(
                                                "run.process.command",
                                                e.explanation().substring("command: ".length())));
                            }
                        });
        boolean isMissing = artefact.filter(Files::isReadable).isEmpty();
        if (run.process().filter(process -> process.usesArtefact()).isPresent() && isMissing) {
            violations.add(
                    new Violation(
                            "run.process.command",
                            artefact.map(file -> file + " is not there")
                                            .orElse("uses {artefact}, but there is none")
                                    + " (expected: a release with an artefact)"));
        }
        if (!tools.ports().hasFree()) {
            violations.add(
                    new Violation(
                            "run.instances",
                            "no port is free from "
                                    + settings.firstPort()
                                    + " to "
                                    + settings.lastPort()
                                    + " (expected: a larger range, or fewer instances)"));
        }
        return violations;
    }

    @Override
    public Optional<InstanceLog> log(String service, String id) {
        var home = logs.normalize();
        var directory = home.resolve(service).resolve(id).normalize();
        return directory.startsWith(home) && Files.isDirectory(directory)
                ? Optional.of(file(directory))
                : Optional.empty();
    }

    /// Processes that carry the mark of this data directory and that no instance accounts for.
    public List<Stray> strays() {
        var home = tools.journal().home();
        var strays = new ArrayList<Stray>();
        for (var row : tools.table().rows()) {
            var mark = tools.table().mark(row).filter(run -> run.startsWith(home));
            var id = mark.map(run -> run.getFileName().toString());
            if (id.isPresent() && isStray(id.get())) {
                strays.add(new Stray(row.id().pid(), id.get()));
            }
        }
        return strays;
    }

    private boolean isStray(String id) {
        var supervisor = supervisors.get(id);
        return supervisor == null || supervisor.snapshot().isEnded();
    }

    private void endStrays() {
        for (var stray : strays()) {
            LOG.atWarn()
                    .addKeyValue("pid", stray.pid())
                    .addKeyValue("instance", stray.instance())
                    .log("process without an instance is killed");
            Native.signal(stray.pid(), Native.KILL);
        }
    }

    /// Ends the supervision and leaves the instances running.
    @Override
    public void close() {
        isOpen = false;
        closing.countDown();
        supervisors.values().forEach(Supervisor::leave);
        try {
            for (var thread : threads.values()) {
                if (!thread.join(LEAVING)) {
                    LOG.atWarn()
                            .addKeyValue("thread", thread.getName())
                            .log("supervision did not end in time");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void changed(String id) {
        for (var listener : listeners) {
            try {
                listener.accept(id);
            } catch (RuntimeException | Error e) {
                LOG.atError().setCause(e).addKeyValue("instance", id).log("listener failed");
            }
        }
    }

    private void requireOpen() {
        if (!isOpen) {
            throw new IllegalStateException("the target is not open");
        }
    }

    private LogFile log(InstanceSpec spec) {
        return file(logs.resolve(spec.service()).resolve(spec.id()));
    }

    private LogFile file(Path directory) {
        return files.computeIfAbsent(directory, LogFile::new);
    }

    private void rotate() {
        var rotation = new LogRotation(logs, supervisors.values());
        var guard = new Guard("directory", logs, "logs could not be rotated, will try again");
        try {
            while (!closing.await(ROTATION.toMillis(), TimeUnit.MILLISECONDS)) {
                guard.hasDone(rotation::look, () -> {});
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Keeps the newest logs of a service's forgotten instances.
    private void pruneLogs(Path service) {
        var forgotten = new ArrayList<Path>();
        try (var directories = Files.newDirectoryStream(service, Files::isDirectory)) {
            for (var directory : directories) {
                if (!supervisors.containsKey(directory.getFileName().toString())) {
                    forgotten.add(directory);
                }
            }
            forgotten.sort(Comparator.comparingLong(ProcessTarget::lastWritten).reversed());
            for (var old : forgotten.stream().skip(settings.keptLogs()).toList()) {
                Directories.delete(old);
                files.remove(old);
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("directory", service).log("logs not pruned");
        }
    }

    private static long lastWritten(Path directory) {
        var current = directory.resolve(LogFile.CURRENT);
        return current.toFile().lastModified();
    }
}
