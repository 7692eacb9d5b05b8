package penstock.gateway.routes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Rate limits and what they counted, as a table and a report may have them.
final class RandomRates {

    private RandomRates() {}

    static List<RateLimit> limits(RandomGenerator random) {
        List<RateLimit> limits = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            limits.add(
                    new RateLimit(
                            "production/l" + i,
                            new RateLimit.Target(
                                    List.of("production/s0"),
                                    List.of("*.h.test"),
                                    List.of("/p"),
                                    List.of("GET")),
                            new RateLimit.Key(
                                    List.of(new RateKey.Client(), new RateKey.Header("X-K")),
                                    1 + random.nextInt(128),
                                    1_024 + random.nextInt(9)),
                            List.of(
                                    new RateLimit.Tier(
                                            "gold",
                                            Optional.of(new Match.Header("X-Plan", "gold")),
                                            new Quota(99, Duration.ofSeconds(1), 7)),
                                    new RateLimit.Tier(
                                            "default",
                                            Optional.empty(),
                                            new Quota(
                                                    1 + random.nextInt(99),
                                                    Duration.ofMinutes(1),
                                                    1))),
                            RateLimit.Answer.of(random.nextInt(4)),
                            random.nextBoolean()));
        }
        return limits;
    }

    static List<RateCount> counts(RandomGenerator random) {
        List<RateCount> counts = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            counts.add(new RateCount("l" + i, random.nextInt(9), 1, 2, 0, random.nextInt(99)));
        }
        return counts;
    }
}
