package penstock.bench.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import penstock.bench.judge.contender.Contender;
import penstock.bench.judge.trace.Recording;
import penstock.bench.judge.world.Moment;
import penstock.model.Node;

/// What a judge makes of a recorded rollout, whose weights are what they were.
///
/// @param judge who says it
/// @param decision what it says
/// @param tick the one after which it said so; the last one if it never did
/// @param seconds from the beginning of the rollout to that tick's end
/// @param stages one for each weight, up to the decision
/// @param why reasons, for people and for programs
record TraceVerdict(
        Contender judge,
        Decision decision,
        long tick,
        double seconds,
        List<StageVerdict> stages,
        Why why) {
    enum Decision {
        WORSE,
        NOT_WORSE,
        NOT_KNOWN
    }

    /// How long a weight lasted, and when the candidate was shown to be not worse at it.
    ///
    /// @param fromTick first tick with this weight
    /// @param notWorseTick the tick after which that was shown; empty if it was not
    record StageVerdict(double weight, long fromTick, List<Long> notWorseTick) {}

    /// @param reasons in sentences
    /// @param evidence the figures
    record Why(List<String> reasons, Node evidence) {}

    TraceVerdict {
        stages = List.copyOf(stages);
    }

    static TraceVerdict of(Contender judge, Recording recording) {
        return new Reading(judge, recording).run();
    }

    /// Goes through the ticks.
    private static final class Reading {
        private final Contender judge;
        private final Recording recording;
        private final Contender.Trial trial;
        private final Spans spans;
        private final List<StageVerdict> stages = new ArrayList<>();
        private double weight;
        private long askedMillis;
        private Why notWorse = new Why(List.of(), Node.list(List.of()));

        Reading(Contender judge, Recording recording) {
            this.judge = judge;
            this.recording = recording;
            trial = judge.begin(recording.start());
            spans = new Spans(judge.everyMillis(), recording.tickMillis());
            weight = recording.rollout().getFirst().weight();
            stages.add(stage(recording.rollout().getFirst()));
        }

        private static StageVerdict stage(Moment moment) {
            return new StageVerdict(moment.weight(), moment.tick(), List.of());
        }

        TraceVerdict run() {
            for (var moment : recording.rollout()) {
                enter(moment);
                var span = spans.add(moment);
                if (span.isPresent() && trial.isWorse(span.get())) {
                    return verdict(Decision.WORSE, moment, why());
                }
                if (moment.endMillis() - askedMillis >= 1_000) {
                    askedMillis = moment.endMillis();
                    ask(moment);
                }
            }
            var last = recording.rollout().getLast();
            var shown = stages.getLast().notWorseTick();
            return shown.isEmpty()
                    ? verdict(Decision.NOT_KNOWN, last, why())
                    : verdict(Decision.NOT_WORSE, at(shown.getFirst()), notWorse);
        }

        /// At weight 0 the candidate has no traffic for a while; what holds is what held before.
        private void enter(Moment moment) {
            if (moment.weight() != weight && moment.weight() > 0) {
                weight = moment.weight();
                trial.weight(weight);
                stages.add(stage(moment));
            }
        }

        private void ask(Moment moment) {
            var stage = stages.getLast();
            if (stage.notWorseTick().isEmpty() && trial.mayGoOn()) {
                stages.set(
                        stages.size() - 1,
                        new StageVerdict(stage.weight(), stage.fromTick(), List.of(moment.tick())));
                notWorse = why();
            }
        }

        private Moment at(long tick) {
            return recording.rollout().stream()
                    .filter(each -> each.tick() == tick)
                    .findFirst()
                    .orElseThrow();
        }

        private Why why() {
            return new Why(trial.reasons(), trial.evidence());
        }

        private TraceVerdict verdict(Decision decision, Moment moment, Why why) {
            return new TraceVerdict(
                    judge, decision, moment.tick(), moment.endMillis() / 1_000.0, stages, why);
        }
    }

    /// The decision in words.
    String word() {
        return switch (decision) {
            case WORSE -> "worse";
            case NOT_WORSE -> "not worse";
            case NOT_KNOWN -> judge.isDriving() ? "not known" : "no objection";
        };
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%s: %s at tick %d (%s after the start)",
                        judge.name(),
                        word(),
                        tick,
                        Table.time(seconds)));
        why.reasons().forEach(each -> lines.add("  " + each));
        if (judge.isDriving()) {
            stages.forEach(each -> lines.add("  " + line(each)));
        }
        return lines;
    }

    private static String line(StageVerdict stage) {
        return String.format(
                Locale.ROOT,
                "weight %.4g %% from tick %d: %s",
                stage.weight() * 100,
                stage.fromTick(),
                stage.notWorseTick().isEmpty()
                        ? "not shown to be not worse"
                        : "not worse at tick " + stage.notWorseTick().getFirst());
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("judge", Node.text(judge.name()));
        json.put("what", Node.text(judge.what()));
        json.put("decision", Node.text(word()));
        json.put("tick", Node.number(tick));
        json.put("seconds", Node.number(seconds));
        json.put("reasons", Node.list(why.reasons().stream().map(Node::text).toList()));
        json.put("evidence", why.evidence());
        json.put("stages", Node.list(stages.stream().map(TraceVerdict::json).toList()));
        return Node.map(json);
    }

    private static Node json(StageVerdict stage) {
        var json = new LinkedHashMap<String, Node>();
        json.put("weight", Node.number(stage.weight()));
        json.put("fromTick", Node.number(stage.fromTick()));
        stage.notWorseTick().forEach(each -> json.put("notWorseTick", Node.number(each)));
        return Node.map(json);
    }
}
