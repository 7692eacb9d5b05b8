package penstock.bench.loss;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import penstock.bench.rig.OwnInstallation;
import penstock.bench.rig.ServiceClient;
import penstock.bench.rig.UpstreamProgram;
import penstock.bench.upstream.Records;
import penstock.cli.load.LoadGenerator;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.WireClient;
import penstock.cli.local.Program;

/// One run on an installation of its own, from the first deployment to the report.
final class LossRun {
    private static final int USERS = 5_000;

    /// Load before the first act and after the last one.
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /// A request is given up after this: far beyond what any act may take from its users.
    private static final Duration GIVE_UP = Duration.ofSeconds(60);

    /// So many may wait: at the usual rates all that come while nobody answers for several seconds.
    private static final int AT_ONCE = 10_000;

    private final LossPlan plan;
    private final Program program;
    private final PrintWriter out;

    LossRun(LossPlan plan, Program program, PrintWriter out) {
        this.plan = plan;
        this.program = program;
        this.out = out;
    }

    LossReport run() throws IOException {
        int tlsPort = Features.freePort();
        var settings = plan.hasFeatures() ? Features.settings(tlsPort) : "";
        try (var own =
                plan.data().isPresent()
                        ? OwnInstallation.startIn(plan.data().get(), program, settings)
                        : OwnInstallation.start("loss", program, settings)) {
            var records = Files.createDirectories(own.data().path().resolve("records"));
            Optional<Addresses> addresses =
                    plan.hasFeatures()
                            ? Optional.of(new Addresses(own.data().path().resolve("lists")))
                            : Optional.empty();
            return run(own, new Setting(subject(records, addresses), records, tlsPort, addresses));
        }
    }

    /// @param records the folder in which the upstream writes down what it receives
    /// @param addresses from which requests come; absent where nobody is denied
    private record Setting(
            Subject subject, Path records, int tlsPort, Optional<Addresses> addresses) {}

    private Subject subject(Path records, Optional<Addresses> addresses) {
        return plan.foreign()
                .map(given -> Subject.foreign(given.manifest(), given.artefact(), given.path()))
                .orElseGet(
                        () -> Subject.own(new UpstreamProgram(program), records, plan, addresses));
    }

    private LossReport run(OwnInstallation own, Setting setting) throws IOException {
        var subject = setting.subject();
        var running = new AtomicReference<LoadGenerator>();
        LongSupplier clock =
                () ->
                        Optional.ofNullable(running.get())
                                .map(LoadGenerator::elapsedNanos)
                                .orElse(0L);
        var strikes = new Strikes(own, subject.name(), new Random(plan.seed()), clock);
        var crashes = new Crashes(own.data(), clock);
        var director = new Director(own, subject, strikes, crashes, out);
        prepare(director, own, subject);
        Optional<Features> features = Optional.empty();
        if (setting.addresses().isPresent()) {
            var lists = setting.addresses().get();
            features = Optional.of(Features.switchOn(own, program, setting.tlsPort(), lists));
        }
        var doors = features.map(Features::doors).orElse(WireClient::plain);
        try (var starvation = new Starvation(clock)) {
            var ledger = new Ledger(plan.late(), subject.isOwn(), starvation, setting.addresses());
            try (var load =
                            LoadGenerator.start(
                                    load(own, subject), subject.shots(), ledger, doors);
                    var bustle = new Bustle(own, clock, features)) {
                running.set(load);
                var begin = Instant.now().minusNanos(load.elapsedNanos());
                perform(director, subject, load, begin);
                var report = load.stop();
                crashes.look();
                var logs = Records.read(setting.records());
                var crashed = crashes.of(director.traces(), logs, begin);
                var written =
                        new Findings.Written(begin, report, logs, crashed, tried(own, features));
                return new Findings(plan, director, strikes, ledger, starvation)
                        .report(bustle, written);
            }
        }
    }

    private void perform(Director director, Subject subject, LoadGenerator load, Instant begin) {
        director.begin(begin);
        ServiceClient.pause(MARGIN);
        var schedule = new Schedule(subject.acts(), plan.seed());
        while (load.elapsedNanos() < plan.time().toNanos() || !schedule.isRoundOver()) {
            director.perform(schedule.next());
        }
        ServiceClient.pause(MARGIN);
    }

    private static long tried(OwnInstallation own, Optional<Features> features) {
        if (features.isEmpty()) {
            return 0;
        }
        try (var api = own.data().connect()) {
            return Usage.tried(api);
        }
    }

    private void prepare(Director director, OwnInstallation own, Subject subject) {
        long origin = System.nanoTime();
        var begin = Instant.now();
        LongSupplier clock = () -> System.nanoTime() - origin;
        director.prepare(new Strikes(own, subject.name(), new Random(plan.seed()), clock), begin);
    }

    private LoadPlan load(OwnInstallation own, Subject subject) {
        return LoadPlan.of(own.gateway(), subject.host(), plan.perSecond(), plan.seed())
                .withUsers(USERS)
                .within(GIVE_UP)
                .atMost(Duration.ofDays(30), Long.MAX_VALUE)
                .atOnce(AT_ONCE);
    }
}
