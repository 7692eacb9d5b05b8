package penstock.bench.loss;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds answers that a user should not have got from the version that gave them:
///
/// - the version had no route at any moment between the sending of the request and the end of the answer;
/// - the user had been answered by the candidate of a rollout before this request was sent, and was now answered by
///   stable before the rollout had begun to go back. Once an instance of the candidate was killed or crashed this is no
///   longer looked at for that rollout, because without any instance there is nobody else to answer.
final class Misrouting {
    /// When a version may be seen: from the weight it got to the confirmation that it was taken off.
    private record Span(long fromNanos, long toNanos) {}

    private final List<Trace> traces;
    private final List<Kill> kills;
    private final Map<String, List<Span>> spans = new HashMap<>();

    /// @param traces oldest first, all of the service
    Misrouting(List<Trace> traces, List<Kill> kills) {
        this.traces = List.copyOf(traces);
        this.kills = List.copyOf(kills);
        for (int i = 0; i < traces.size(); i++) {
            var trace = traces.get(i);
            long until = trace.isCompleted() ? nextCompletion(i) : trace.endNanos();
            if (trace.trafficNanos() != Trace.NEVER) {
                spans.computeIfAbsent(trace.version(), _ -> new ArrayList<>())
                        .add(new Span(trace.trafficNanos(), until));
            }
        }
    }

    /// When the version that became stable stopped being it.
    private long nextCompletion(int index) {
        return traces.stream()
                .skip(index + 1L)
                .filter(Trace::isCompleted)
                .findFirst()
                .map(Trace::endNanos)
                .orElse(Trace.NEVER);
    }

    /// One line for each wrong answer.
    List<String> find(List<Sighting> sightings) {
        var found = new ArrayList<String>();
        for (var sighting : sightings) {
            if (!hadRoute(sighting)) {
                found.add(sighting.version() + " had no route: " + sighting);
            }
        }
        traces.forEach(trace -> found.addAll(movedBack(trace, sightings)));
        return found;
    }

    private boolean hadRoute(Sighting sighting) {
        return spans.getOrDefault(sighting.version(), List.of()).stream()
                .anyMatch(
                        span ->
                                sighting.sentNanos() <= span.toNanos()
                                        && sighting.endNanos() >= span.fromNanos());
    }

    private List<String> movedBack(Trace trace, List<Sighting> sightings) {
        long until = Math.min(Math.min(trace.backNanos(), trace.endNanos()), disturbed(trace));
        if (trace.trafficNanos() >= until || trace.stable().equals(trace.version())) {
            return List.of();
        }
        var during =
                sightings.stream()
                        .filter(seen -> seen.sentNanos() >= trace.trafficNanos())
                        .filter(seen -> seen.endNanos() < until)
                        .toList();
        var moved = new HashMap<String, Long>();
        for (var seen : during) {
            if (seen.version().equals(trace.version())) {
                moved.merge(seen.user(), seen.endNanos(), Math::min);
            }
        }
        return during.stream()
                .filter(seen -> seen.version().equals(trace.stable()))
                .filter(seen -> moved.getOrDefault(seen.user(), Trace.NEVER) < seen.sentNanos())
                .map(seen -> "moved back during " + trace.rollout() + ": " + seen)
                .toList();
    }

    /// From when on the candidate may have been without any instance.
    private long disturbed(Trace trace) {
        return kills.stream()
                .filter(kill -> kill.version().equals(trace.version()))
                .filter(kill -> kill.isWithin(trace.trafficNanos(), trace.endNanos()))
                .mapToLong(Kill::fromNanos)
                .min()
                .orElse(Trace.NEVER);
    }
}
