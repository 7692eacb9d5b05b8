package penstock.bench.loss;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import penstock.bench.loss.Losses.Fate;
import penstock.bench.rig.OwnInstallation;
import penstock.bench.rig.ServiceClient;
import penstock.bench.rig.UpstreamProgram;
import penstock.bench.upstream.Records;
import penstock.cli.load.Ending;
import penstock.cli.load.LoadGenerator;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.LoadReport;
import penstock.cli.load.Shot;
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
            return run(own, subject(records), records, tlsPort);
        }
    }

    private Subject subject(Path records) {
        return plan.foreign()
                .map(given -> Subject.foreign(given.manifest(), given.artefact(), given.path()))
                .orElseGet(() -> Subject.own(new UpstreamProgram(program), records, plan));
    }

    private LossReport run(OwnInstallation own, Subject subject, Path records, int tlsPort)
            throws IOException {
        var running = new AtomicReference<LoadGenerator>();
        LongSupplier clock = () -> Objects.requireNonNull(running.get()).elapsedNanos();
        var strikes = new Strikes(own, subject.name(), new Random(plan.seed()), clock);
        var crashes = new Crashes(own.data(), clock);
        var director = new Director(own, subject, strikes, crashes, out);
        prepare(director, own, subject);
        Optional<Features> features =
                plan.hasFeatures()
                        ? Optional.of(Features.switchOn(own, program, tlsPort))
                        : Optional.empty();
        var ledger = new Ledger(plan.late(), subject.isOwn());
        var doors = features.map(Features::doors).orElse(WireClient::plain);
        try (var load = LoadGenerator.start(load(own, subject), subject.shots(), ledger, doors);
                var bustle = new Bustle(own, features)) {
            running.set(load);
            var begin = Instant.now().minusNanos(load.elapsedNanos());
            director.begin(begin);
            ServiceClient.pause(MARGIN);
            var schedule = new Schedule(subject.acts(), plan.seed());
            while (load.elapsedNanos() < plan.time().toNanos() || !schedule.isRoundOver()) {
                director.perform(schedule.next());
            }
            ServiceClient.pause(MARGIN);
            var report = load.stop();
            crashes.look();
            var logs = Records.read(records);
            var crashed = crashes.of(director.traces(), logs, begin);
            return report(director, strikes, ledger, new Written(report, logs, crashed, bustle));
        }
    }

    private void prepare(Director director, OwnInstallation own, Subject subject) {
        long origin = System.nanoTime();
        var begin = Instant.now();
        LongSupplier clock = () -> System.nanoTime() - origin;
        director.prepare(new Strikes(own, subject.name(), new Random(plan.seed()), clock), begin);
    }

    /// What is left when the load has ended.
    private record Written(
            LoadReport load, List<Records.Log> logs, List<Kill> crashes, Bustle bustle) {}

    private LoadPlan load(OwnInstallation own, Subject subject) {
        return LoadPlan.of(own.gateway(), subject.host(), plan.perSecond(), plan.seed())
                .withUsers(USERS)
                .within(GIVE_UP)
                .atMost(Duration.ofDays(30), Long.MAX_VALUE)
                .atOnce(AT_ONCE);
    }

    private LossReport report(Director director, Strikes strikes, Ledger ledger, Written written) {
        var traces = director.traces();
        var kills = new ArrayList<>(strikes.kills());
        kills.addAll(written.crashes());
        var losses = new Losses(traces, written.logs(), kills);
        var examples = new ArrayList<String>();
        var counts = new LinkedHashMap<String, Long>();
        var fates = fates(losses, ledger, examples);
        counts.put("requests", ledger.requests());
        counts.put("answered", ledger.requests() - ledger.failed().size());
        if (plan.foreign().isEmpty()) {
            ownOnly(losses, new Misrouting(traces, kills), ledger, examples)
                    .forEach((name, found) -> counts.put(name, (long) found.size()));
            var mistakes = new Quota(ledger.limited(), strikes.gateways()).mistakes();
            mistakes.forEach(line -> examples.add("limit: " + line));
            counts.put("wronglyLimited", (long) mistakes.size());
        }
        counts.merge("lost", fates.getOrDefault(Fate.LOST, 0L), Long::sum);
        counts.put("late", ledger.late());
        counts.put("cutByKill", fates.getOrDefault(Fate.CUT_BY_KILL, 0L));
        counts.put("candidateFailures", fates.getOrDefault(Fate.CANDIDATE_FAILURE, 0L));
        counts.put("limited", fates.getOrDefault(Fate.LIMITED, 0L));
        counts.put("rescued", written.load().rescues().done());
        counts.put("resent", written.load().resent());
        counts.put("rollouts", (long) traces.size());
        counts.put("unexpected", (long) director.unexpected().size());
        counts.put("kills", (long) strikes.kills().size());
        counts.put("gatewayUpgrades", (long) strikes.upgrades());
        counts.put("tableChanges", (long) written.bustle().changes());
        counts.put("certificateChanges", (long) written.bustle().certificates());
        counts.put("journalPoints", director.points().count());
        director.unexpected().forEach(line -> examples.add("unexpected: " + line));
        return new LossReport(
                plan,
                counts,
                ledger.kinds(),
                LossReport.outcomes(traces),
                LossReport.kills(strikes.kills()),
                director.points(),
                LossReport.gaps(strikes.kills(), ledger.sightings()),
                written.load().latency(),
                examples);
    }

    /// What only our own upstream lets us see.
    private static Map<String, List<String>> ownOnly(
            Losses losses, Misrouting misrouting, Ledger ledger, List<String> examples) {
        var misrouted = new ArrayList<>(ledger.strangers());
        misrouted.addAll(misrouting.find(ledger.sightings()));
        var found = new LinkedHashMap<String, List<String>>();
        found.put("lost", texts(losses.unrecorded(ledger.answeredUnsafe())));
        found.put("duplicated", texts(losses.duplicated()));
        found.put("misrouted", misrouted);
        found.get("lost").forEach(id -> examples.add("lost: answered, never received: " + id));
        found.get("duplicated").forEach(id -> examples.add("duplicated: request " + id));
        misrouted.forEach(line -> examples.add("misrouted: " + line));
        return found;
    }

    private static List<String> texts(List<Long> ids) {
        return ids.stream().map(String::valueOf).toList();
    }

    private Map<Fate, Long> fates(Losses losses, Ledger ledger, List<String> examples) {
        var fates = new EnumMap<Fate, Long>(Fate.class);
        for (var ending : ledger.failed()) {
            var fate = losses.fate(ending);
            fates.merge(fate, 1L, Long::sum);
            if (fate == Fate.LOST) {
                examples.add("lost: " + words(ending));
            }
        }
        return fates;
    }

    private String words(Ending ending) {
        var shot = ending.shot();
        return String.format(
                java.util.Locale.ROOT,
                "%s%s, %s, %s %s %s, %d %s sent %.3f s, ended %.3f s",
                ending.answer().outcome(),
                ending.answer().why().isEmpty() ? "" : " (" + ending.answer().why() + ")",
                entrance(shot),
                shot.way().getClass().getSimpleName(),
                shot.method(),
                shot.path(),
                ending.answer().status(),
                ending.answer().version(),
                ending.sentNanos() / 1e9,
                ending.endNanos() / 1e9);
    }

    private String entrance(Shot shot) {
        return plan.foreign().isEmpty() ? Entrance.of(Requests.id(shot)).words() : "HTTP/1.1";
    }
}
