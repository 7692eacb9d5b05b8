package penstock.capabilities.rollout;

import java.io.IOException;
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
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.scraped.FigureReading;
import penstock.capabilities.services.JudgeSpec;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.judge.Sample;
import penstock.judge.Verdict;
import penstock.model.Name;
import penstock.model.Node;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Weight;

/// Feeds what gateways report to the judges of running rollouts, and wakes a rollout as soon as its verdict is there.
public final class Judging {
    private static final Logger LOG = LoggerFactory.getLogger(Judging.class);

    /// How far back a judge looks for what is normal.
    private static final int PAST_MINUTES = 5;

    private static final long MINUTE = 60_000;

    private final EvidenceFolder folder;
    private final Evidences evidences;
    private final InstantSource clock;
    private final Map<Ref, Case> cases = new HashMap<>();
    private final Map<Ref, Comparison> comparisons = new HashMap<>();
    private final Map<String, Deque<Minute>> past = new HashMap<>();
    private final EvidenceLog.Opening opening;
    private final Taken taken = Taken.nothing();
    private final Served served = new Served();
    private BiPredicate<String, Long> baselines = (_, _) -> false;
    private final RecentTraffic recent = new RecentTraffic();
    private Consumer<Ref> urgently = _ -> {};

    /// @param folder of the evidence logs
    public Judging(Path folder, InstantSource clock) {
        this(folder, clock, EvidenceLog.Opening.OF_DISK);
    }

    Judging(Path folder, InstantSource clock, EvidenceLog.Opening opening) {
        this.folder = new EvidenceFolder(folder);
        evidences = new Evidences(folder);
        this.clock = clock;
        this.opening = opening;
    }

    private record Minute(long number, Sample sample) {}

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
            found.add(found.judgement().begin(step, weight));
        }
    }

    /// Reads a rollout's log again after a restart of the server.
    synchronized void resumeIfLogged(Ref rollout, String route, String version, JudgeSpec spec) {
        if (!cases.containsKey(rollout) && folder.of(rollout).exists()) {
            resume(rollout, route, version, spec);
        }
    }

    private Case resume(Ref rollout, String route, String version, JudgeSpec spec) {
        var known = cases.get(rollout);
        if (known != null) {
            return known;
        }
        var fresh = Case.open(route, version, spec, taken.copy(), folder.of(rollout), opening);
        if (fresh.log().isNew()) {
            begin(fresh);
        }
        cases.put(rollout, fresh);
        return fresh;
    }

    private void begin(Case fresh) {
        try {
            fresh.add(fresh.judgement().begin());
            fresh.add(new EvidenceLine.Past(pastOf(fresh.route())));
        } catch (UncheckedIOException e) {
            fresh.log().close();
            throw e;
        }
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
                .flatMap(
                        found ->
                                found.judgement()
                                        .opinion()
                                        .map(said -> said.with(found.counted().notes())));
    }

    /// Says whose series a rollout is judged by.
    synchronized void compare(Ref rollout, Comparison comparison) {
        comparisons.put(rollout, comparison);
    }

    /// The series that are to be read, of all rollouts that are being judged by some.
    synchronized List<FigureWatch.Due> due() {
        var due = new ArrayList<FigureWatch.Due>();
        cases.forEach(
                (rollout, open) -> {
                    var comparison = comparisons.get(rollout);
                    var figures = open.counted().due();
                    if (comparison != null
                            && !figures.isEmpty()
                            && open.judgement().opinion().isPresent()) {
                        due.add(new FigureWatch.Due(rollout, comparison, figures));
                    }
                });
        return due;
    }

    EvidenceLine.Figure figure(
            String series, long from, long to, FigureReading stable, FigureReading candidate) {
        return new EvidenceLine.Figure(clock.millis(), series, from, to, stable, candidate);
    }

    /// Takes in what was read of series, unless something else has come in between: another weight, or the end.
    ///
    /// @param position up to where the series was counted when it was read
    /// @throws UncheckedIOException when the log did not take it
    void add(Ref rollout, EvidenceLine line, OptionalLong position) {
        boolean isWoken;
        Consumer<Ref> wake;
        synchronized (this) {
            var open = cases.get(rollout);
            if (open == null || !position.equals(open.counted().position(line))) {
                return;
            }
            boolean wasKnown = isKnown(open);
            open.add(line);
            isWoken = isKnown(open) && !wasKnown;
            wake = urgently;
        }
        if (isWoken) {
            wake.accept(rollout);
        }
    }

    /// @param why nothing can be said of a series at present; empty if that is over
    synchronized void trouble(Ref rollout, String series, Optional<String> why) {
        var open = cases.get(rollout);
        if (open != null) {
            open.counted().trouble(series, why);
        }
    }

    /// What a route's versions served since the server started.
    synchronized List<Node> served(String route) {
        return served.of(route);
    }

    /// Ids of a route's instances that the gateway leaves out at present.
    synchronized List<Node> ejected(String route) {
        return served.ejected(route, clock.millis());
    }

    /// How many requests a route had lately; empty while that is not known.
    synchronized Optional<RecentTraffic.Measured> recent(String route) {
        return recent.of(route, clock.millis());
    }

    /// What its stable version did lately.
    synchronized Sample usual(String route) {
        return pastOf(route).stream().reduce(Sample.NONE, Sample::plus);
    }

    /// Writes down what was decided about a rollout that is being judged. What its log does not take is tried again the next time.
    synchronized void decided(Resource<Rollout.Spec, Rollout.Status> rollout) {
        var known = cases.get(rollout.ref());
        if (known != null) {
            known.decided(rollout);
        }
    }

    /// Forgets a rollout that has ended, and finishes its log; tried again at the next start where that fails.
    void end(Resource<Rollout.Spec, Rollout.Status> rollout) {
        var file = folder.of(rollout.ref());
        if (!Files.exists(file.log())) {
            return;
        }
        try {
            finish(rollout);
            file.packWhole();
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().setCause(e).addKeyValue("file", file.log()).log("evidence not finished");
        }
    }

    private synchronized void finish(Resource<Rollout.Spec, Rollout.Status> rollout) {
        var spec = rollout.spec();
        var ended = resume(rollout.ref(), "", spec.version(), spec.plan().judging());
        cases.remove(rollout.ref());
        comparisons.remove(rollout.ref());
        ended.end(rollout);
    }

    /// What has been recorded, for those who ask.
    public Evidences evidences() {
        return evidences;
    }

    /// Deletes the evidence of an environment's rollouts that are not kept any more.
    void keepOnly(Name environment, Set<Ref> rollouts) {
        folder.keepOnly(environment, rollouts);
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
            served.add(report, clock.millis());
            recent.add(report, clock.millis());
        }
    }

    private void take(GatewayReport report, Case open) {
        // Where another counts the requests, what this gateway sees of them is only a part.
        if (!open.counted().hasRequests()
                && !open.taken().has(report.gatewayId(), report.sequence())) {
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
