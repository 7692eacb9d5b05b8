package penstock.gateway.routes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Rules of caches and what they count, of all kinds.
final class RandomCaches {

    private RandomCaches() {}

    static CacheRule rule(RandomGenerator random) {
        List<CacheRule.Purge> purges = new ArrayList<>();
        long number = 0;
        for (int i = random.nextInt(3); i > 0; i--) {
            number += 1 + random.nextInt(5);
            purges.add(new CacheRule.Purge(number, random.nextBoolean() ? "" : "/a"));
        }
        return new CacheRule(
                CacheRule.LEAST + random.nextInt(1 << 20),
                random.nextInt(16 << 10),
                1 + random.nextInt(64),
                Duration.ofSeconds(random.nextInt(3) * 60L),
                Duration.ofSeconds(random.nextInt(3) * 60L),
                Duration.ofSeconds(random.nextInt(3) * 60L),
                Duration.ofMillis(random.nextInt(60_000)),
                random.nextBoolean(),
                random.nextBoolean(),
                purges);
    }

    static List<CacheCount> counts(RandomGenerator random) {
        List<CacheCount> counts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            counts.add(
                    new CacheCount(
                            "production/shop-" + i,
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextLong(1L << 40)));
        }
        return counts;
    }
}
