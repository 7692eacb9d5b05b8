package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import penstock.capabilities.rollout.Course.Leg;
import penstock.judge.Verdict;
import penstock.model.DurationText;
import penstock.model.Weight;

/// An explanation's sentences. The first is the answer, for somebody who reads no further.
final class Because {
    private final String name;
    private final Rollout.Spec spec;
    private final Rollout.Status status;
    private final Optional<Course> course;

    Because(String name, Rollout.Spec spec, Rollout.Status status, Optional<Course> course) {
        this.name = name;
        this.spec = spec;
        this.status = status;
        this.course = course.filter(seen -> !seen.isEmpty());
    }

    /// One line, whatever the record's message is.
    String answer() {
        return answered().replace('\n', ' ');
    }

    private String answered() {
        var start = name + ": " + spec.version();
        return switch (status.phase()) {
            case COMPLETED -> start + " was promoted" + took() + ": " + promoted();
            case ROLLED_BACK -> start + " was rolled back" + after() + ": " + takenBack();
            case FAILED -> start + " never had traffic: " + status.message();
            case SUPERSEDED ->
                    start + " gave way" + after() + ": " + status.message() + "; " + standing();
            case ROLLING_BACK -> start + " is being rolled back" + after() + ": " + takenBack();
            case PENDING, PREPARING -> start + " has no traffic yet: " + status.message();
            case PROGRESSING, PAUSED, PROMOTING ->
                    start
                            + " is at "
                            + status.weight()
                            + " of users ("
                            + status.message()
                            + "); "
                            + standing();
        };
    }

    private String took() {
        return status.duration()
                .map(time -> " after " + seconds(time.toMillis() / 1000.0))
                .orElse("");
    }

    /// How long the candidate had traffic, and where.
    private String after() {
        if (course.isEmpty()) {
            return "";
        }
        var seen = course.get();
        var end = seen.found().map(Course.Found::point).orElse(seen.last());
        var weight = seen.legs().getLast().weight();
        return seen.first()
                        .map(
                                first ->
                                        " "
                                                + seconds(first.secondsTo(end))
                                                + " after its first request")
                        .orElse("")
                + ", at "
                + weight
                + " of users";
    }

    private String promoted() {
        var order = spec.orders().promote();
        if (order.isPresent()) {
            return "by "
                    + order.get().by()
                    + ", who said \""
                    + order.get().reason()
                    + "\"; "
                    + standing();
        }
        if (status.stableVersion().isEmpty()) {
            return "there was no other version to compare it with";
        }
        if (course.isEmpty()) {
            return spec.plan().judge().enabled()
                    ? "its plan has no weight at which it was compared with " + stable()
                    : "its plan does not judge";
        }
        var shown =
                weights(
                        course.get().legs().stream()
                                .filter(leg -> leg.notWorse().isPresent())
                                .toList());
        return shown.isEmpty()
                ? "its plan was carried out, and it was not found worse than " + stable()
                : "it was shown not worse than " + stable() + " at " + shown + " of users";
    }

    private static String weights(List<Leg> legs) {
        var texts = legs.stream().map(Leg::weight).map(Weight::toString).toList();
        return texts.size() < 2
                ? String.join("", texts)
                : String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.getLast();
    }

    private String stable() {
        return status.stableVersion().orElse("stable");
    }

    private String takenBack() {
        return switch (status.reason()) {
            case "CandidateWorse" -> "it was worse than " + stable() + ". " + worse();
            case "Aborted" -> status.message() + "; " + standing();
            default -> status.message();
        };
    }

    /// What decided, in the figures of the weight at which it did: those of all weights together can look alike.
    private String worse() {
        var found = course.flatMap(Course::found);
        if (found.isEmpty()) {
            return status.message();
        }
        var verdict = found.get().verdict();
        return found.get().readings().stream()
                .filter(reading -> reading.metric().equals(verdict.metric()))
                .map(
                        reading ->
                                String.format(
                                        Locale.ROOT,
                                        "%s; evidence %,.0f of the %,.0f needed",
                                        reading.sentence(),
                                        verdict.evidence(),
                                        verdict.threshold()))
                .findFirst()
                .orElse(status.message());
    }

    /// What the judge said last.
    private String standing() {
        var verdict =
                course.flatMap(seen -> seen.legs().getLast().opinion())
                        .map(Judgement.Opinion::verdict);
        if (verdict.isEmpty()) {
            return "it was not judged";
        }
        return switch (verdict.get()) {
            case Verdict.Worse worse -> "the verdict is worse: " + worse.sentence();
            case Verdict.NotWorse proven -> "the verdict is " + proven.sentence();
            case Verdict.NotKnown open -> "the verdict is " + open.sentence();
        };
    }

    List<String> because() {
        var all = new ArrayList<String>();
        course.ifPresentOrElse(
                seen -> {
                    seen.found().ifPresent(found -> all.add(found(seen, found)));
                    seen.legs().stream().map(this::leg).flatMap(Optional::stream).forEach(all::add);
                    all.add(users(seen));
                    needed(seen).ifPresent(all::add);
                    all.addAll(doubts(seen));
                },
                () -> all.add(noEvidence()));
        return all;
    }

    private String noEvidence() {
        return status.evidence()
                .map(
                        known ->
                                "Its evidence log is missing; what the record says: "
                                        + known.verdict()
                                        + ", "
                                        + known.sentence())
                .orElse(
                        "There is no evidence: the candidate was not compared with another version.");
    }

    private static String found(Course seen, Course.Found found) {
        var verdict = found.verdict();
        var first = seen.first().orElse(found.since());
        return String.format(
                Locale.ROOT,
                "Decided by %s: its evidence rose from %s after the candidate's first request on (since then candidate %s, stable"
                        + " %s), and all together passed the %,.0f needed at %s (%,.0f), after %,d candidate requests.",
                verdict.metric().name(),
                seconds(Math.max(0, first.secondsTo(found.since()))),
                found.candidate().describe(verdict.metric()),
                found.stable().describe(verdict.metric()),
                verdict.threshold(),
                seconds(first.secondsTo(found.point())),
                verdict.evidence(),
                found.point().candidate().requests());
    }

    /// What took a weight as long as it did.
    private Optional<String> leg(Leg leg) {
        if (leg.notWorse().isEmpty()) {
            return Optional.empty();
        }
        var point = leg.notWorse().get();
        long requests = point.candidate().requests() - leg.begun().candidate().requests();
        var last =
                leg.shown().entrySet().stream()
                        .filter(each -> each.getValue().tick() <= point.tick())
                        .max(Comparator.comparingLong(each -> each.getValue().tick()));
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "At %s: not worse shown after %s and %,d candidate requests%s.",
                        leg.weight(),
                        seconds(leg.begun().secondsTo(point)),
                        requests,
                        last.map(
                                        each ->
                                                String.format(
                                                        Locale.ROOT,
                                                        "; %s was the last metric to be shown, after %s",
                                                        each.getKey(),
                                                        seconds(
                                                                leg.begun()
                                                                        .secondsTo(
                                                                                each.getValue()))))
                                .orElse("")));
    }

    private static String users(Course seen) {
        var candidate = seen.last().candidate();
        long visible = Math.max(0, candidate.failed() - candidate.rescued());
        return String.format(
                Locale.ROOT,
                "Users: %,d requests went to the candidate; %s",
                candidate.requests(),
                candidate.failed() == 0
                        ? "none failed."
                        : String.format(
                                Locale.ROOT,
                                "%,d failed, of which stable answered %,d instead, so users saw %,d.",
                                candidate.failed(),
                                candidate.rescued(),
                                visible));
    }

    /// What it would have taken to know.
    private Optional<String> needed(Course seen) {
        var verdict = seen.legs().getLast().opinion().map(Judgement.Opinion::verdict);
        if (status.phase() == Phase.COMPLETED
                || verdict.isEmpty()
                || !(verdict.get() instanceof Verdict.NotKnown open)) {
            return Optional.empty();
        }
        var words =
                String.format(
                        Locale.ROOT,
                        "Missing: %s (%s: evidence %.3g of the %,.0f needed)",
                        open.missing().words(),
                        open.metric().name(),
                        open.evidence(),
                        open.threshold());
        var requests =
                open.requestsNeeded()
                        .map(
                                many ->
                                        String.format(
                                                Locale.ROOT,
                                                "; about %,d candidate requests more",
                                                many))
                        .orElse("");
        var time =
                open.timeNeeded()
                        .map(
                                each ->
                                        (requests.isEmpty() ? "; " : ", ")
                                                + DurationText.format(
                                                        Duration.ofSeconds(
                                                                Math.max(1, each.toSeconds())))
                                                + (requests.isEmpty()
                                                        ? " more"
                                                        : " at the rate there was"))
                        .orElse("");
        return Optional.of(words + requests + time + ".");
    }

    private List<String> doubts(Course seen) {
        var all = new ArrayList<String>();
        seen.recorded()
                .extent()
                .damage()
                .ifPresent(what -> all.add("The evidence can be read up to " + what + "."));
        var differences = seen.recorded().differences(status.phase().isTerminal());
        if (!differences.isEmpty()) {
            all.add(
                    "What was recorded is not what this build computes from the evidence: "
                            + differences.stream().limit(3).collect(Collectors.joining("; "))
                            + ".");
        }
        return all;
    }

    private static String seconds(double seconds) {
        return seconds < 120
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : DurationText.format(Duration.ofSeconds(Math.round(seconds)));
    }
}
