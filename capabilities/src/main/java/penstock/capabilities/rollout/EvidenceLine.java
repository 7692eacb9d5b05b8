package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Figures;
import penstock.capabilities.scraped.FigureReading;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Exposure;
import penstock.judge.Histogram;
import penstock.judge.JudgePolicy;
import penstock.judge.Moments;
import penstock.judge.Sample;
import penstock.judge.Tally;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;
import penstock.model.Weight;

/// One line of a rollout's evidence log. Text, so that people and other programs can read it:
///
/// - `judge JSON`: by which policy, and by which version of the judge, it is judged
/// - `past ARM …`: stable's last minutes before the rollout
/// - `stage STEP BASISPOINTS JSON`: a new weight, and the limits at it
/// - `tick MILLIS GATEWAY SEQUENCE STABLE CANDIDATE`: what a gateway counted in one report
/// - `apart MILLIS GATEWAY SEQUENCE STABLE CANDIDATE`: the same, but not to be compared, as the candidate's baseline was not whole
/// - `position MILLIS`: what series told before is not counted
/// - `figure MILLIS SERIES FROM TO STABLE CANDIDATE`: how much a series grew from one moment to another, by the clock of its samples
/// - `verdict TICK WORD MISSING METRIC EVIDENCE THRESHOLD`: the judge says something else than before
/// - `rollout JSON`: the rollout's spec with its plan
/// - `decision JSON`: an entry of the rollout's journal
/// - `end JSON`: the status with which the rollout ended
///
/// where an arm of a tick is `requests,failed,failingClients,rescued,index:count;index:count…` and what [ArmDetails] says, and one of a figure is
/// as [FigureReading#text] says. The judge's state follows from `judge`, `past`, `stage`, `tick`, `apart` and `figure`; the others say what
/// came of it. Logs of before there were the others have none, and `stage` without limits: those of the plan, and of this build where
/// it has none, then hold.
sealed interface EvidenceLine {
    /// How much of a line that is none is shown.
    int SHOWN = 80;

    /// @param version of the judge, see [InForce#VERSION]
    record Policy(int version, JudgePolicy policy) implements EvidenceLine {}

    record Past(List<Sample> samples) implements EvidenceLine {
        public Past {
            samples = List.copyOf(samples);
        }
    }

    record Stage(int step, Weight weight, Optional<penstock.judge.Stage> limits)
            implements EvidenceLine {}

    /// What both versions did in some span of time.
    sealed interface Observed extends EvidenceLine {
        /// Milliseconds since 1970.
        long at();

        Figures stableFigures();

        Figures candidateFigures();

        /// Whether it is evidence.
        boolean isCompared();

        /// What the judge is told of stable.
        Sample stableSample(JudgePolicy policy, JudgeSpec.Unit unit);

        /// What the judge is told of the candidate.
        Sample candidateSample(JudgePolicy policy, JudgeSpec.Unit unit);
    }

    /// @param sequence the gateway's number of the report, which makes it count once
    /// @param isCompared whether it is evidence
    record Moment(
            long at, String gateway, long sequence, Arm stable, Arm candidate, boolean isCompared)
            implements Observed {
        @Override
        public Figures stableFigures() {
            return stable.figures();
        }

        @Override
        public Figures candidateFigures() {
            return candidate.figures();
        }

        @Override
        public Sample stableSample(JudgePolicy policy, JudgeSpec.Unit unit) {
            return stable.sample(policy, unit);
        }

        @Override
        public Sample candidateSample(JudgePolicy policy, JudgeSpec.Unit unit) {
            return candidate.sample(policy, unit);
        }
    }

    /// What series told before this moment is no evidence at the present weight.
    ///
    /// @param at milliseconds since 1970, by the clock of samples
    record Position(long at) implements EvidenceLine {}

    /// @param at when it was read
    /// @param series the judge's name for it
    /// @param from milliseconds since 1970, by the clock of samples; from there to `to` the series has been counted
    record Figure(
            long at,
            String series,
            long from,
            long to,
            FigureReading stable,
            FigureReading candidate)
            implements Observed {
        @Override
        public boolean isCompared() {
            return true;
        }

        @Override
        public Figures stableFigures() {
            return requests(stable);
        }

        @Override
        public Figures candidateFigures() {
            return requests(candidate);
        }

        /// The requests among figures of series.
        private Figures requests(FigureReading reading) {
            return series.equals(Sample.ERRORS)
                            && reading.sums() instanceof Tally(var requests, var failed)
                    ? new Figures(requests, failed, failed, 0)
                    : Figures.NONE;
        }

        @Override
        public Sample stableSample(JudgePolicy policy, JudgeSpec.Unit unit) {
            return sample(stable);
        }

        @Override
        public Sample candidateSample(JudgePolicy policy, JudgeSpec.Unit unit) {
            return sample(candidate);
        }

        private Sample sample(FigureReading reading) {
            return switch (reading.sums()) {
                case Tally(var all, var failed) when series.equals(Sample.ERRORS) ->
                        new Sample(all, failed, Histogram.empty());
                case Histogram latency when series.equals(Sample.LATENCY) ->
                        new Sample(0, 0, latency);
                case Tally _, Histogram _, Moments _, Exposure _ ->
                        Sample.NONE.with(series, reading.sums());
            };
        }
    }

    /// An evaluation that changed the verdict.
    ///
    /// @param tick how many ticks there were
    /// @param word `worse`, `not-worse` or `not-known`
    /// @param missing what is missing first, if it is not known; `-` otherwise
    /// @param metric the one that decided, or holds it up
    record Change(
            long tick,
            String word,
            String missing,
            String metric,
            double evidence,
            double threshold)
            implements EvidenceLine {}

    record Order(Node spec) implements EvidenceLine {}

    record Decision(Node entry) implements EvidenceLine {}

    record End(Node status) implements EvidenceLine {}

    /// What one version did in one report.
    record Arm(Figures figures, Histogram latency, ArmDetails details) {
        static final Arm NONE = new Arm(Figures.NONE, Histogram.empty(), ArmDetails.NONE);

        /// What the judge is told of it.
        Sample sample(JudgePolicy policy, JudgeSpec.Unit unit) {
            return switch (unit) {
                case REQUEST -> details.addTo(sample(), policy);
                case CLIENT -> details.sampleByClient(policy);
            };
        }

        private Sample sample() {
            return new Sample(figures.requests(), figures.failingClients(), latency);
        }

        Arm plus(Arm other) {
            return new Arm(
                    figures.plus(other.figures),
                    latency.merge(other.latency),
                    details.plus(other.details));
        }

        private static Arm of(Sample sample) {
            return new Arm(
                    new Figures(sample.requests(), 0, sample.failures(), 0),
                    sample.latency(),
                    ArmDetails.NONE);
        }

        private static Arm parse(String text) {
            var parts = text.split(",", -1);
            var figures =
                    new Figures(
                            Long.parseLong(parts[0]),
                            Long.parseLong(parts[1]),
                            Long.parseLong(parts[2]),
                            Long.parseLong(parts[3]));
            return new Arm(
                    figures,
                    FigureReading.histogram(parts[4]),
                    ArmDetails.parse(List.of(parts).subList(5, parts.length)));
        }

        private String text() {
            var text = new StringBuilder();
            text.append(figures.requests()).append(',').append(figures.failed()).append(',');
            text.append(figures.failingClients()).append(',').append(figures.rescued()).append(',');
            text.append(FigureReading.buckets(latency)).append(details.text());
            return text.toString();
        }
    }

    default String text() {
        return switch (this) {
            case Past(var samples) -> {
                var text = new StringBuilder("past");
                samples.forEach(sample -> text.append(' ').append(Arm.of(sample).text()));
                yield text.toString();
            }
            case Policy(var version, var policy) ->
                    "judge " + Text.writeJson(InForce.encode(version, policy));
            case Stage(var step, var weight, var limits) ->
                    "stage "
                            + step
                            + " "
                            + weight.basisPoints()
                            + limits.map(own -> " " + Text.writeJson(InForce.encode(own)))
                                    .orElse("");
            case Position(var at) -> "position " + at;
            case Figure(var at, var series, var from, var to, var stable, var candidate) ->
                    String.join(
                            " ",
                            "figure",
                            Long.toString(at),
                            series,
                            Long.toString(from),
                            Long.toString(to),
                            stable.text(),
                            candidate.text());
            case Change change ->
                    "verdict "
                            + change.tick()
                            + " "
                            + change.word()
                            + " "
                            + change.missing()
                            + " "
                            + change.metric()
                            + " "
                            + change.evidence()
                            + " "
                            + change.threshold();
            case Order(var spec) -> "rollout " + Text.writeJson(spec);
            case Decision(var entry) -> "decision " + Text.writeJson(entry);
            case End(var status) -> "end " + Text.writeJson(status);
            case Moment moment ->
                    (moment.isCompared() ? "tick " : "apart ")
                            + moment.at()
                            + " "
                            + moment.gateway()
                            + " "
                            + moment.sequence()
                            + " "
                            + moment.stable().text()
                            + " "
                            + moment.candidate().text();
        };
    }

    /// @throws IllegalArgumentException for a line that is none
    static EvidenceLine parse(String line) {
        var words = line.split(" ", -1);
        try {
            return switch (words[0]) {
                case "past" -> {
                    var samples = new ArrayList<Sample>();
                    for (int i = 1; i < words.length; i++) {
                        samples.add(Arm.parse(words[i]).sample());
                    }
                    yield new Past(samples);
                }
                case "judge" -> InForce.policy(json(line, 1));
                case "stage" ->
                        new Stage(
                                Integer.parseInt(words[1]),
                                new Weight(Integer.parseInt(words[2])),
                                words.length > 3
                                        ? Optional.of(InForce.stage(json(line, 3)))
                                        : Optional.empty());
                case "tick", "apart" ->
                        new Moment(
                                Long.parseLong(words[1]),
                                words[2],
                                Long.parseLong(words[3]),
                                Arm.parse(words[4]),
                                Arm.parse(words[5]),
                                words[0].equals("tick"));
                case "position" -> new Position(Long.parseLong(words[1]));
                case "figure" ->
                        new Figure(
                                Long.parseLong(words[1]),
                                words[2],
                                Long.parseLong(words[3]),
                                Long.parseLong(words[4]),
                                FigureReading.parse(words[5]),
                                FigureReading.parse(words[6]));
                case "verdict" ->
                        new Change(
                                Long.parseLong(words[1]),
                                words[2],
                                words[3],
                                words[4],
                                Double.parseDouble(words[5]),
                                Double.parseDouble(words[6]));
                case "rollout" -> new Order(json(line, 1));
                case "decision" -> new Decision(json(line, 1));
                case "end" -> new End(json(line, 1));
                default ->
                        throw new IllegalArgumentException(
                                "\""
                                        + start(line)
                                        + "\" (expected: judge, past, stage, tick, apart, position, figure, verdict, rollout, decision or end)");
            };
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("\"" + start(line) + "\" (expected: more words)", e);
        } catch (ProblemException e) {
            throw new IllegalArgumentException(
                    "\"" + start(line) + "\" (expected: JSON that this build knows)", e);
        }
    }

    /// What follows the first words of a line.
    private static Node json(String line, int words) {
        int from = 0;
        for (int i = 0; i < words; i++) {
            from = line.indexOf(' ', from) + 1;
        }
        return Text.readJson(line.substring(from));
    }

    private static String start(String line) {
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
