package penstock.bench.judge;

import java.util.List;

/// How a rollout ended.
///
/// @param outcome what became of the candidate
/// @param tick the one after which that was decided; the last one if nothing was
/// @param seconds from the beginning of the tick in which the candidate had its first request until then; until the end of
///     the plan if nothing was decided
/// @param requests that the candidate answered, those of one tick more included, since a route does not change at once
/// @param failing of them failed, or took longer than half a second
/// @param stages seconds at which each stage ended, if the judge drives
record Ending(
        Outcome outcome,
        long tick,
        double seconds,
        long requests,
        long failing,
        List<Double> stages) {
    enum Outcome {
        ROLLED_BACK,
        PROMOTED,
        UNDECIDED
    }

    Ending {
        stages = List.copyOf(stages);
    }
}
