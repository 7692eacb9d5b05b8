package penstock.bench.loss;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.bench.loss.Losses.Fate;
import penstock.bench.upstream.Records;
import penstock.cli.load.Ending;
import penstock.cli.load.LoadReport;
import penstock.cli.load.Shot;

/// Makes the report of a run out of what its witnesses saw.
final class Findings {
    private final LossPlan plan;
    private final Director director;
    private final Strikes strikes;
    private final Ledger ledger;
    private final Starvation starvation;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final List<String> examples = new ArrayList<>();

    /// What is left when the load has ended.
    ///
    /// @param begin the moment at which the load's clock was 0
    /// @param tried requests that gateways would have denied
    record Written(
            Instant begin,
            LoadReport load,
            List<Records.Log> logs,
            List<Kill> crashes,
            long tried) {}

    Findings(
            LossPlan plan,
            Director director,
            Strikes strikes,
            Ledger ledger,
            Starvation starvation) {
        this.plan = plan;
        this.director = director;
        this.strikes = strikes;
        this.ledger = ledger;
        this.starvation = starvation;
    }

    LossReport report(Bustle bustle, Written written) {
        var traces = director.traces();
        var losses = new Losses(traces, written.logs(), kills(written), starvation);
        counts.put("requests", ledger.requests());
        counts.put(
                "answered", ledger.requests() - ledger.failed().size() - ledger.denials().denied());
        var fates = fates(losses);
        counts.put("lost", fates.getOrDefault(Fate.LOST, 0L));
        if (plan.foreign().isEmpty()) {
            ownOnly(written, losses);
        }
        counts.put("late", ledger.late());
        counts.put("lateByClient", ledger.starved());
        counts.put("clientStallMillis", starvation.worstMillis());
        counts.put("cutByKill", fates.getOrDefault(Fate.CUT_BY_KILL, 0L));
        counts.put("candidateFailures", fates.getOrDefault(Fate.CANDIDATE_FAILURE, 0L));
        counts.put("limited", fates.getOrDefault(Fate.LIMITED, 0L));
        counts.put("rescued", written.load().rescues().done());
        counts.put("resent", written.load().resent());
        counts.put("rollouts", (long) traces.size());
        found("unexpected", director.unexpected());
        counts.put("kills", (long) strikes.kills().size());
        counts.put("gatewayUpgrades", (long) strikes.upgrades());
        counts.put("tableChanges", (long) bustle.changes());
        counts.put("certificateChanges", (long) bustle.certificates());
        if (plan.hasFeatures()) {
            var used = Usage.counts(ledger, written.tried());
            counts.putAll(used);
            found("unused", Usage.unused(used));
        }
        counts.put("journalPoints", director.points().count());
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

    private List<Kill> kills(Written written) {
        var kills = new ArrayList<>(strikes.kills());
        kills.addAll(written.crashes());
        return kills;
    }

    /// What only our own upstream lets us see.
    private void ownOnly(Written written, Losses losses) {
        var traces = director.traces();
        var kills = kills(written);
        var sightings = ledger.sightings();
        var gateways = strikes.gateways();
        var writings = new Writings(written.logs());
        var duplicated = new ArrayList<>(texts("request ", losses.duplicated()));
        duplicated.addAll(writings.mistakes(sightings, traces, kills, gateways));
        var misrouted = new ArrayList<>(ledger.strangers());
        misrouted.addAll(new Misrouting(traces, kills).find(sightings));
        found(
                "lost",
                texts("answered, never received: ", losses.unrecorded(ledger.answeredUnsafe())));
        found("duplicated", duplicated);
        found("misrouted", misrouted);
        found("wronglyLimited", new Quota(ledger.limited(), gateways).mistakes());
        if (plan.hasFeatures()) {
            found(
                    "wronglyKept",
                    ledger.kept().mistakes(written.begin(), gateways, writings::times));
            found("wronglyDenied", ledger.denials().mistakes(writings::times));
        }
    }

    private void found(String name, List<String> lines) {
        lines.forEach(line -> examples.add(name + ": " + line));
        counts.merge(name, (long) lines.size(), Long::sum);
    }

    private static List<String> texts(String words, List<Long> ids) {
        return ids.stream().map(id -> words + id).toList();
    }

    private Map<Fate, Long> fates(Losses losses) {
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
                Locale.ROOT,
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
