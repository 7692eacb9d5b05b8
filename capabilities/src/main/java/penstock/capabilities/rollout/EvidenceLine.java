package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import penstock.capabilities.rollout.Rollout.Figures;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Histogram;
import penstock.judge.Sample;
import penstock.model.Weight;

/// One line of a rollout's evidence log. Text, so that people and other programs can read it:
///
/// - `past ARM …`: stable's last minutes before the rollout
/// - `stage STEP BASISPOINTS`: a new weight
/// - `tick MILLIS GATEWAY SEQUENCE STABLE CANDIDATE`: what a gateway counted in one report
/// - `apart MILLIS GATEWAY SEQUENCE STABLE CANDIDATE`: the same, but not to be compared, as the candidate's baseline was not whole
///
/// where an arm is `requests,failed,failingClients,rescued,index:count;index:count…` and what [ArmDetails] says.
sealed interface EvidenceLine {
    record Past(List<Sample> samples) implements EvidenceLine {
        public Past {
            samples = List.copyOf(samples);
        }
    }

    record Stage(int step, Weight weight) implements EvidenceLine {}

    /// @param sequence the gateway's number of the report, which makes it count once
    /// @param isCompared whether it is evidence
    record Moment(
            long at, String gateway, long sequence, Arm stable, Arm candidate, boolean isCompared)
            implements EvidenceLine {}

    /// What one version did in one report.
    record Arm(Figures figures, Histogram latency, ArmDetails details) {
        static final Arm NONE = new Arm(Figures.NONE, Histogram.empty(), ArmDetails.NONE);

        /// What the judge is told of it.
        Sample sample(JudgeSpec spec) {
            return switch (spec.unit()) {
                case REQUEST -> details.addTo(sample(), spec);
                case CLIENT -> details.sampleByClient(spec);
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
            var buckets = new TreeMap<Integer, Long>();
            for (var bucket : parts[4].split(";", -1)) {
                if (!bucket.isEmpty()) {
                    int colon = bucket.indexOf(':');
                    buckets.put(
                            Integer.valueOf(bucket.substring(0, colon)),
                            Long.valueOf(bucket.substring(colon + 1)));
                }
            }
            var figures =
                    new Figures(
                            Long.parseLong(parts[0]),
                            Long.parseLong(parts[1]),
                            Long.parseLong(parts[2]),
                            Long.parseLong(parts[3]));
            return new Arm(
                    figures,
                    Histogram.of(buckets),
                    ArmDetails.parse(List.of(parts).subList(5, parts.length)));
        }

        private String text() {
            var text = new StringBuilder();
            text.append(figures.requests()).append(',').append(figures.failed()).append(',');
            text.append(figures.failingClients()).append(',').append(figures.rescued()).append(',');
            var separator = "";
            for (Map.Entry<Integer, Long> bucket : latency.buckets().entrySet()) {
                text.append(separator)
                        .append(bucket.getKey())
                        .append(':')
                        .append(bucket.getValue());
                separator = ";";
            }
            return text + details.text();
        }
    }

    default String text() {
        return switch (this) {
            case Past(var samples) -> {
                var text = new StringBuilder("past");
                samples.forEach(sample -> text.append(' ').append(Arm.of(sample).text()));
                yield text.toString();
            }
            case Stage(var step, var weight) -> "stage " + step + " " + weight.basisPoints();
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
                case "stage" ->
                        new Stage(
                                Integer.parseInt(words[1]), new Weight(Integer.parseInt(words[2])));
                case "tick", "apart" ->
                        new Moment(
                                Long.parseLong(words[1]),
                                words[2],
                                Long.parseLong(words[3]),
                                Arm.parse(words[4]),
                                Arm.parse(words[5]),
                                words[0].equals("tick"));
                default ->
                        throw new IllegalArgumentException(
                                "line: " + line + " (expected: past, stage, tick or apart)");
            };
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("line: " + line + " (expected: more words)", e);
        }
    }
}
