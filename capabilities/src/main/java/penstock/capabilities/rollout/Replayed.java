package penstock.capabilities.rollout;

import java.util.List;
import java.util.Optional;

/// A rollout that was judged once more: what the action `replay` answers.
///
/// @param isSame whether all verdicts and decisions are what was recorded, to the last bit
/// @param differences where they are not
/// @param verdicts how many recorded changes of the verdict were computed again
/// @param decisions how many recorded decisions were checked against the evaluation they rest on
/// @param sentence what the judge said last, by what was in force
/// @param note what the comparison cannot tell
/// @param whatIf what the other policy would have made of it, when there is one
record Replayed(
        String rollout,
        String version,
        Phase phase,
        String reason,
        boolean isSame,
        List<String> differences,
        long ticks,
        long verdicts,
        long decisions,
        String sentence,
        Optional<String> note,
        Optional<WhatIf> whatIf) {
    static Replayed of(
            String name,
            Rollout.Spec spec,
            Rollout.Status status,
            Course was,
            Optional<Course> other) {
        var differences = was.recorded().differences(status.phase().isTerminal());
        var end = end(status, was);
        var all = new java.util.ArrayList<>(differences);
        end.ifPresent(all::add);
        boolean isPromoted = status.phase() == Phase.COMPLETED;
        return new Replayed(
                name,
                spec.version(),
                status.phase(),
                status.reason(),
                all.isEmpty(),
                all,
                was.last().tick(),
                was.recorded().verdicts(),
                was.recorded().decisions(),
                sentence(was),
                note(was),
                other.map(course -> WhatIf.compare(was, course, spec.plan(), isPromoted)));
    }

    /// The end that a verdict led to has to follow from the evidence, whatever the log says besides.
    private static Optional<String> end(Rollout.Status status, Course was) {
        boolean isWorse = status.reason().equals("CandidateWorse") && status.phase().isTerminal();
        var computed = was.found().map(found -> found.verdict().sentence());
        if (!isWorse || computed.equals(Optional.of(status.message()))) {
            return Optional.empty();
        }
        return Optional.of(
                "the end: recorded \""
                        + status.message()
                        + "\", computed "
                        + computed.map(words -> "\"" + words + "\"")
                                .orElse("that it is not worse"));
    }

    private static String sentence(Course was) {
        return was.isEmpty()
                ? "never judged"
                : was.legs()
                        .getLast()
                        .opinion()
                        .map(opinion -> opinion.verdict().sentence())
                        .orElse("never judged");
    }

    private static Optional<String> note(Course was) {
        var damage = was.recorded().extent().damage();
        if (damage.isPresent()) {
            return Optional.of("the evidence can be read up to " + damage.get());
        }
        if (was.version().isEmpty()) {
            return Optional.of(
                    "recorded before policies and verdicts were written down: judged by the plan and this build's usual values,"
                            + " only the end is compared");
        }
        return was.version().get() == InForce.VERSION
                ? Optional.empty()
                : Optional.of(
                        "judged by version "
                                + was.version().get()
                                + " of the judge; this is version "
                                + InForce.VERSION);
    }
}
