package penstock.gateway.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What gateways do themselves, drawn at random.
final class RandomEdges {

    private RandomEdges() {}

    static EdgeRules rules(RandomGenerator random) {
        return random.nextBoolean()
                ? EdgeRules.DEFAULT
                : EdgeRules.DEFAULT.with(compression(random));
    }

    private static Compression compression(RandomGenerator random) {
        List<Coding> codings =
                switch (random.nextInt(3)) {
                    case 0 -> List.of(Coding.GZIP);
                    case 1 -> List.of(Coding.BROTLI);
                    default -> List.of(Coding.GZIP, Coding.BROTLI);
                };
        return new Compression(
                codings,
                new Compression.Effort(1 + random.nextInt(9), 1 + random.nextInt(5)),
                random.nextLong(1L << 40),
                List.of("text/html", "text/*", "application/*+json"),
                random.nextBoolean());
    }

    static EdgeCounts counts(RandomGenerator random) {
        List<EncodingCount> counts = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            counts.add(
                    new EncodingCount(
                            "r" + i,
                            random.nextBoolean() ? Coding.GZIP : Coding.BROTLI,
                            random.nextInt(9),
                            random.nextLong(1L << 50),
                            random.nextLong(1L << 50),
                            random.nextInt(3)));
        }
        return new EdgeCounts(counts);
    }
}
