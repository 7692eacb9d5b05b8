package penstock.gateway.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What gateways do themselves, drawn at random.
final class RandomEdges {

    private RandomEdges() {}

    static EdgeRules rules(RandomGenerator random) {
        EdgeRules rules = EdgeRules.DEFAULT;
        rules = random.nextBoolean() ? rules : rules.with(compression(random));
        rules = random.nextBoolean() ? rules : rules.with(access(random));
        return rules.with(sizes(random));
    }

    static Sizes sizes(RandomGenerator random) {
        return random.nextBoolean()
                ? Sizes.NONE
                : new Sizes(
                        random.nextBoolean() ? 0 : 64 + random.nextInt(8_129),
                        random.nextBoolean() ? 0 : 256,
                        random.nextBoolean() ? 0 : Sizes.MOST_HEAD,
                        random.nextBoolean() ? 0 : 1 + random.nextLong(Sizes.MOST_BODY));
    }

    static Access access(RandomGenerator random) {
        return new Access(
                new Access.Listed(
                        List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")),
                        Optional.empty()),
                random.nextBoolean()
                        ? Access.Listed.NONE
                        : new Access.Listed(List.of(), Optional.of("/etc/denied.txt")),
                random.nextBoolean());
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
        List<AccessCount> access = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            access.add(count(AccessPlace.Kind.ROUTE, i, random));
        }
        for (int i = 0; i < random.nextInt(3); i++) {
            boolean isDomain = random.nextBoolean();
            access.add(
                    count(isDomain ? AccessPlace.Kind.DOMAIN : AccessPlace.Kind.ENTRY, i, random));
        }
        List<TlsCount> tls = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            tls.add(new TlsCount("r" + i, "v", TlsFault.of(random.nextInt(9)), 1 + i));
        }
        List<SizeCount> sizes = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            sizes.add(
                    new SizeCount(
                            random.nextBoolean() ? Optional.empty() : Optional.of("r" + i),
                            Oversize.of(random.nextInt(5)),
                            1 + random.nextLong(1L << 50)));
        }
        return new EdgeCounts(counts, access, tls, sizes);
    }

    private static AccessCount count(AccessPlace.Kind kind, int number, RandomGenerator random) {
        return new AccessCount(
                new AccessPlace(kind, "r" + number), random.nextInt(9), 0, random.nextInt(99), 1);
    }
}
