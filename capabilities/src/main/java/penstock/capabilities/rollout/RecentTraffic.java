package penstock.capabilities.rollout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.Role;

/// How many requests each route had lately, in whole minutes: what a forecast counts on. Nothing is known of the minutes in
/// which no gateway reported, and of the time before the server started.
final class RecentTraffic {
    /// How far back it looks.
    static final int MINUTES = 5;

    private static final long MINUTE = 60_000;

    /// Whose requests are those of the cohorts.
    private static final Set<Role> USERS = EnumSet.of(Role.STABLE, Role.CANDIDATE, Role.BASELINE);

    private final TreeSet<Long> reported = new TreeSet<>();
    private final Map<String, Deque<Minute>> routes = new HashMap<>();
    private long begun = Long.MAX_VALUE;

    private record Minute(long number, long requests) {}

    /// @param minutes of which it is known, 1..5
    /// @param requests of stable, candidate and baseline together
    record Measured(int minutes, long requests) {
        double perSecond() {
            return requests / (minutes * 60.0);
        }

        /// No more requests than this are to be expected: chance as three standard deviations of a count allow for it, and
        /// half as many again.
        double mostPerSecond() {
            return 1.5 * (requests + 3 * Math.sqrt((double) requests) + 9) / (minutes * 60.0);
        }
    }

    void add(GatewayReport report, long atMillis) {
        long now = atMillis / MINUTE;
        begun = Math.min(begun, now);
        if (reported.add(now)) {
            reported.headSet(now - MINUTES).clear();
            routes.values().removeIf(minutes -> minutes.getLast().number() < now - MINUTES);
        }
        for (var each : report.observations()) {
            if (USERS.contains(each.role())) {
                count(
                        routes.computeIfAbsent(each.routeId(), _ -> new ArrayDeque<>()),
                        now,
                        each.requests());
            }
        }
    }

    private static void count(Deque<Minute> minutes, long now, long requests) {
        var last = minutes.peekLast();
        if (last != null && last.number() >= now) {
            minutes.removeLast();
            minutes.addLast(new Minute(last.number(), last.requests() + requests));
        } else {
            minutes.addLast(new Minute(now, requests));
        }
        while (minutes.size() > MINUTES + 1) {
            minutes.removeFirst();
        }
    }

    /// Empty while not one whole minute is known. The first minute of the reports is not a whole one, nor is the present.
    Optional<Measured> of(String route, long atMillis) {
        long now = atMillis / MINUTE;
        var whole =
                reported.subSet(now - MINUTES, now).stream()
                        .filter(minute -> minute > begun)
                        .toList();
        if (whole.isEmpty()) {
            return Optional.empty();
        }
        long requests =
                routes.getOrDefault(route, new ArrayDeque<>()).stream()
                        .filter(minute -> whole.contains(minute.number()))
                        .mapToLong(Minute::requests)
                        .sum();
        return Optional.of(new Measured(whole.size(), requests));
    }
}
