package penstock.capabilities.rollout;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import penstock.capabilities.services.JudgeSpec;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.judge.Sample;
import penstock.judge.Verdict;
import penstock.model.Node;
import penstock.model.Ref;
import penstock.model.Weight;

/// Feeds what gateways report to the judges of running rollouts, and wakes a rollout as soon as its verdict is there.
public final class Judging {
    /// How far back a judge looks for what is normal.
    private static final int PAST_MINUTES = 5;

    private static final long MINUTE = 60_000;

    private final Path folder;
    private final InstantSource clock;
    private final Map<Ref, Case> cases = new HashMap<>();
    private final Map<String, Deque<Minute>> past = new HashMap<>();
    private final EvidenceLog.Opening opening;
    private final Taken taken = Taken.nothing();
    private final Served served = new Served();
    private BiPredicate<String, Long> baselines = (_, _) -> false;
    private Consumer<Ref> urgently = _ -> {};

    /// @param folder of the evidence logs
    public Judging(Path folder, InstantSource clock) {
        this(folder, clock, EvidenceLog.Opening.OF_DISK);
    }

    Judging(Path folder, InstantSource clock, EvidenceLog.Opening opening) {
        this.folder = folder;
        this.clock = clock;
        this.opening = opening;
    }

    private record Minute(long number, Sample sample) {}

    /// The number of the last report that was taken in from each gateway.
    private record Taken(Map<String, Long> numbers) {
        static Taken nothing() {
            return new Taken(new HashMap<>());
        }

        boolean has(String gateway, long number) {
            return numbers.getOrDefault(gateway, 0L) >= number;
        }

        void add(String gateway, long number) {
            numbers.merge(gateway, number, Math::max);
        }
    }

    /// One rollout before the judge. It remembers by itself which reports it has, because its log may have refused one
    /// that others took.
    private record Case(
            String route, String version, Judgement judgement, EvidenceLog log, Taken taken) {
        void add(EvidenceLine line) {
            log.append(line);
            remember(line);
        }

        void remember(EvidenceLine line) {
            judgement.add(line);
            if (line instanceof EvidenceLine.Moment moment) {
                taken.add(moment.gateway(), moment.sequence());
            }
        }
    }

    /// Called with a rollout whose verdict has changed what should be done.
    public synchronized void onVerdict(Consumer<Ref> listener) {
        urgently = listener;
    }

    /// Says who knows whether a candidate has its fresh baseline.
    ///
    /// @param source asked for a route and the version of the table that a gateway serves
    public synchronized void onBaseline(BiPredicate<String, Long> source) {
        baselines = source;
    }

    /// Begins, or goes on after a restart, to judge a rollout's stage.
    synchronized void stage(
            Ref rollout, String route, String version, JudgeSpec spec, int step, Weight weight) {
        var found = resume(rollout, route, version, spec);
        if (!found.judgement().hasStage(step)) {
            found.add(new EvidenceLine.Stage(step, weight));
        }
    }

    /// Reads a rollout's log again after a restart of the server.
    synchronized void resumeIfLogged(Ref rollout, String route, String version, JudgeSpec spec) {
        if (!cases.containsKey(rollout) && Files.exists(file(rollout))) {
            resume(rollout, route, version, spec);
        }
    }

    private Case resume(Ref rollout, String route, String version, JudgeSpec spec) {
        var known = cases.get(rollout);
        if (known != null) {
            return known;
        }
        var log = EvidenceLog.open(file(rollout), opening);
        var mark = new Taken(new HashMap<>(taken.numbers()));
        var fresh = new Case(route, version, new Judgement(spec), log, mark);
        log.found().forEach(fresh::remember);
        if (log.found().isEmpty()) {
            begin(fresh);
        }
        cases.put(rollout, fresh);
        return fresh;
    }

    private void begin(Case fresh) {
        try {
            fresh.add(new EvidenceLine.Past(pastOf(fresh.route())));
        } catch (UncheckedIOException e) {
            fresh.log().close();
            throw e;
        }
    }

    private Path file(Ref rollout) {
        return folder.resolve(rollout.environment().orElseThrow().value())
                .resolve(rollout.name() + ".log");
    }

    private List<Sample> pastOf(String route) {
        long now = clock.millis() / MINUTE;
        return past.getOrDefault(route, new ArrayDeque<>()).stream()
                .filter(minute -> minute.number() < now && minute.number() >= now - PAST_MINUTES)
                .map(Minute::sample)
                .toList();
    }

    synchronized Optional<Judgement.Opinion> opinion(Ref rollout) {
        return Optional.ofNullable(cases.get(rollout))
                .flatMap(found -> found.judgement().opinion());
    }

    /// What a route's versions served since the server started.
    synchronized List<Node> served(String route) {
        return served.of(route);
    }

    synchronized void end(Ref rollout) {
        var ended = cases.remove(rollout);
        if (ended != null) {
            ended.log().close();
        }
    }

    /// Takes in a report once, however often it is sent. When a rollout's log refuses it, the others have it all the
    /// same, and the report has to be sent again for the one.
    ///
    /// @throws UncheckedIOException when a log did not take it; the report is not to be acknowledged
    public void accept(GatewayReport report) {
        var woken = new ArrayList<Ref>();
        var refused = new ArrayList<UncheckedIOException>();
        Consumer<Ref> wake;
        synchronized (this) {
            rememberPast(report);
            cases.forEach(
                    (rollout, open) -> {
                        boolean wasKnown = isKnown(open);
                        try {
                            take(report, open);
                        } catch (UncheckedIOException e) {
                            refused.add(e);
                        }
                        if (isKnown(open) && !wasKnown) {
                            woken.add(rollout);
                        }
                    });
            wake = urgently;
        }
        woken.forEach(wake);
        if (!refused.isEmpty()) {
            throw refused.getFirst();
        }
    }

    private void rememberPast(GatewayReport report) {
        if (!taken.has(report.gatewayId(), report.sequence())) {
            taken.add(report.gatewayId(), report.sequence());
            report.observations().stream()
                    .filter(each -> each.role() == Role.STABLE)
                    .forEach(this::remember);
            report.observations().forEach(served::add);
        }
    }

    private void take(GatewayReport report, Case open) {
        if (!open.taken().has(report.gatewayId(), report.sequence())) {
            open.add(moment(report, open));
        }
    }

    private static boolean isKnown(Case open) {
        return open.judgement()
                .opinion()
                .map(Judgement.Opinion::verdict)
                .filter(verdict -> !(verdict instanceof Verdict.NotKnown))
                .isPresent();
    }

    /// While there is no baseline, what happens is told but not compared: its users are with stable, on instances of another age.
    private EvidenceLine.Moment moment(GatewayReport report, Case open) {
        boolean isFresh = open.judgement().isAgainstBaseline();
        var sides =
                Sides.of(
                        report,
                        open.route(),
                        open.version(),
                        isFresh ? Role.BASELINE : Role.STABLE);
        boolean isCompared = !isFresh || baselines.test(open.route(), report.appliedVersion());
        return new EvidenceLine.Moment(
                clock.millis(),
                report.gatewayId(),
                report.sequence(),
                sides.stable(),
                sides.candidate(),
                isCompared);
    }

    private void remember(Observation each) {
        long minute = clock.millis() / MINUTE;
        var minutes = past.computeIfAbsent(each.routeId(), _ -> new ArrayDeque<>());
        var sample =
                new Sample(
                        each.served(), each.failingClients(), ArmDetails.histogram(each.latency()));
        var last = minutes.peekLast();
        if (last != null && last.number() == minute) {
            minutes.removeLast();
            minutes.addLast(new Minute(minute, last.sample().plus(sample)));
        } else {
            minutes.addLast(new Minute(minute, sample));
        }
        while (minutes.size() > PAST_MINUTES + 1) {
            minutes.removeFirst();
        }
    }
}
