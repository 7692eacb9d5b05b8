package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CodecTest {

    private static final long SEED = 20_261_121;

    @Test
    void tablesComeBackAsTheyWere() {
        RandomGenerator random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            RouteTable table = table(random);

            assertThat(RouteTableCodec.decode(RouteTableCodec.encode(table))).isEqualTo(table);
        }
    }

    @Test
    void reportsComeBackAsTheyWere() {
        RandomGenerator random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            GatewayReport report = report(random);

            assertThat(GatewayReportCodec.decode(GatewayReportCodec.encode(report)))
                    .isEqualTo(report);
        }
    }

    @Test
    void everyTruncationAndEveryFlippedBitIsNoticed() {
        byte[] table = RouteTableCodec.encode(table(new Random(SEED)));
        byte[] report = GatewayReportCodec.encode(report(new Random(SEED)));

        for (int length = 0; length < table.length; length++) {
            byte[] cut = Arrays.copyOf(table, length);
            assertThatThrownBy(() -> RouteTableCodec.decode(cut))
                    .isInstanceOf(DecodeException.class);
        }
        for (int bit = 0; bit < report.length * 8; bit++) {
            byte[] damaged = report.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> GatewayReportCodec.decode(damaged))
                    .isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void messagesNameThePlaceAndWhatWasExpected() {
        var out = new BinaryWriter("PNRT", 1);
        out.number(7);
        out.number(1);
        out.text("production/shop");
        out.number(1);
        out.text("not a host");

        assertThatThrownBy(() -> RouteTableCodec.decode(new byte[3]))
                .hasMessage("route table: 3 bytes (expected: at least 9)");
        assertThatThrownBy(
                        () ->
                                RouteTableCodec.decode(
                                        GatewayReportCodec.encode(report(new Random(SEED)))))
                .hasMessage("route table: does not start with PNRT (expected: a route table)");
        assertThatThrownBy(() -> RouteTableCodec.decode(new BinaryWriter("PNRT", 9).finish()))
                .hasMessage("route table format: 9 (expected: 1..4)");
        assertThatThrownBy(() -> RouteTableCodec.decode(out.finish()))
                .hasMessage("routes[0].pathPrefix: the bytes end here");
    }

    @Test
    void aTableThatAnOlderGatewayKeptIsStillRead() {
        assertThat(RouteTableCodec.decode(firstFormat(false))).isEqualTo(ofTheFirstFormat());
    }

    @Test
    void whatAGatewayWasToAskItsInstancesItselfIsReadAndDropped() {
        assertThat(RouteTableCodec.decode(firstFormat(true))).isEqualTo(ofTheFirstFormat());
    }

    private static byte[] firstFormat(boolean asksInstances) {
        var out = new BinaryWriter("PNRT", 1);
        out.number(7);
        out.number(1);
        out.text("production/shop");
        out.number(0);
        out.text("/");
        out.number(1);
        out.text("cookie:uid");
        out.text("salt");
        out.text("v1");
        out.number(1);
        out.text("shop-1");
        out.text("127.0.0.1");
        out.number(4711);
        out.flag(asksInstances);
        if (asksInstances) {
            out.text("/health");
            out.number(1_000_000_000L);
            out.number(500_000_000L);
            out.number(3);
        }
        out.flag(false);
        out.number(0);
        for (long limit :
                new long[] {2_000_000_000L, 60_000_000_000L, 300_000_000_000L, 64L << 20}) {
            out.number(limit);
        }
        out.number(1_500);
        out.number(5);
        return out.finish();
    }

    private static RouteTable ofTheFirstFormat() {
        var stable = new RouteVersion("v1", List.of(new Upstream("shop-1", "127.0.0.1", 4711)));
        var route =
                new Route(
                        "production/shop",
                        List.of(),
                        "/",
                        List.of(new StickyKey.Cookie("uid")),
                        new Split("salt", stable, Optional.empty(), 0),
                        Limits.DEFAULT,
                        Rules.DEFAULT.with(new Rescue(false, false, 64 << 10, 1_500, 5)));
        return new RouteTable(7, List.of(route));
    }

    /// What the build before format 3 wrote.
    private static final String OLD_TABLE =
            "504e52540207010f70726f64756374696f6e2f73686f7000012f010a636f6f6b69653a7569640473616c7402763101"
                    + "0673686f702d31093132372e302e302e31e7240001027632010673686f702d32093132372e302e302e31e82400f4"
                    + "0380a8d6b90780b09dc2df0180f092cbdd08808080200000808004d00f0a0000000000cef730cd";

    private static final String OLD_REPORT =
            "504e4752020167030e010f70726f64756374696f6e2f73686f70027632010500030001010202010102770414010106"
                    + "73686f702d3201804697de";

    @Test
    void aTableOfTheBuildBeforeIsReadAndOneThatNeedsNothingNewIsWrittenAsItWroteIt() {
        byte[] old = HexFormat.of().parseHex(OLD_TABLE);

        RouteTable table = RouteTableCodec.decode(old);

        assertThat(table.routes().getFirst().split().candidateBasisPoints()).isEqualTo(500);
        assertThat(table.routes().getFirst().split().baseline()).isEmpty();
        assertThat(table.routes().getFirst().rules().countsClients()).isFalse();
        assertThat(RouteTableCodec.encode(table)).isEqualTo(old);
    }

    @Test
    void aReportOfTheBuildBeforeIsRead() {
        GatewayReport report = GatewayReportCodec.decode(HexFormat.of().parseHex(OLD_REPORT));

        assertThat(report.observations())
                .containsExactly(
                        new Observation(
                                "production/shop",
                                "v2",
                                Role.CANDIDATE,
                                5,
                                new StatusCounts(0, 3, 0, 1, 1),
                                2,
                                2,
                                1,
                                1,
                                LatencyHistogram.of(new int[] {-60, -50}, new long[] {4, 1})));
    }

    @Test
    void aValueThatAWordRefusesIsNamedWithItsPlace() {
        var out = new BinaryWriter("PNGR", 1);
        out.text("g");
        out.number(1);
        out.signed(-1);
        out.number(0);
        out.number(1);
        out.text(" ");
        out.number(3);

        assertThatThrownBy(() -> GatewayReportCodec.decode(out.finish()))
                .hasMessage("inFlight[0].instanceId: \" \" (expected: a text that is not blank)");
    }

    static RouteTable table(RandomGenerator random) {
        return plainTable(random).with(domains(random));
    }

    private static Domains domains(RandomGenerator random) {
        List<Domain> domains = new ArrayList<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            domains.add(
                    new Domain(
                            "production/d" + i,
                            i == 0 ? List.of("*") : List.of("d" + i + ".test", "*.d" + i),
                            "/certificates/é" + i + ".pem",
                            "/certificates/" + i + ".key",
                            random.nextBoolean()
                                    ? Domain.TlsVersion.TLS_1_2
                                    : Domain.TlsVersion.TLS_1_3,
                            random.nextBoolean()
                                    ? Optional.of(
                                            new Domain.ClientAuth("/ca.pem", random.nextBoolean()))
                                    : Optional.empty(),
                            new Domain.Secured(
                                    random.nextInt(65_536),
                                    random.nextInt(1 << 30),
                                    random.nextBoolean()),
                            random.nextBoolean()
                                    ? Optional.empty()
                                    : Optional.of(RandomEdges.access(random))));
        }
        return new Domains(domains);
    }

    private static RouteTable plainTable(RandomGenerator random) {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < random.nextInt(5); i++) {
            RouteVersion stable = version("stable", i, random);
            Optional<RouteVersion> candidate =
                    random.nextBoolean()
                            ? Optional.of(version("candidate", i, random))
                            : Optional.empty();
            routes.add(
                    new Route(
                            "production/s" + i,
                            random.nextBoolean()
                                    ? List.of()
                                    : List.of("h" + i + ".test", "*.h" + i + ".test"),
                            "/p" + i,
                            List.of(
                                    new StickyKey.Cookie("uid"),
                                    new StickyKey.Header("X-User"),
                                    new StickyKey.Client()),
                            new Split(
                                    "é" + i,
                                    stable,
                                    candidate,
                                    candidate.isPresent() ? random.nextInt(10_001) : 0,
                                    candidate.isPresent() && random.nextBoolean()
                                            ? Optional.of(
                                                    new RouteVersion(
                                                            stable.id(),
                                                            List.of(
                                                                    new Upstream(
                                                                            "fresh-" + i,
                                                                            "127.0.0.1",
                                                                            4711))))
                                            : Optional.empty()),
                            new Limits(
                                    Duration.ofMillis(1 + random.nextInt(9_999)),
                                    Duration.ofSeconds(3),
                                    Duration.ofDays(1),
                                    random.nextLong(1L << 50)),
                            rules(i, random),
                            random.nextInt(4) == 0));
        }
        var table =
                new RouteTable(random.nextLong(Long.MAX_VALUE), routes)
                        .withRates(RandomRates.limits(random));
        return random.nextBoolean() ? table : table.with(RandomEntries.of(random));
    }

    private static Rules rules(int route, RandomGenerator random) {
        return new Rules(
                new Rescue(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(Rescue.MAX_BODY),
                        random.nextInt(10_001),
                        random.nextInt(100)),
                List.of(new Match.Header("X-Try", "a=b"), new Match.Cookie("beta", "1")),
                new Pin(
                        List.of(
                                new Pin.Key.Cookie("penstock-version"),
                                new Pin.Key.Header("X-V"),
                                new Pin.Key.Query("v")),
                        random.nextBoolean()
                                ? Optional.of(version("warm", route, random))
                                : Optional.empty()),
                random.nextBoolean()
                        ? Optional.of(new Shadow(1 + random.nextInt(10_000), true, 9))
                        : Optional.empty(),
                closure(random),
                random.nextBoolean(),
                random.nextBoolean() ? LoadRules.DEFAULT : load(random),
                random.nextBoolean() ? Optional.of(RandomCaches.rule(random)) : Optional.empty(),
                RandomEdges.rules(random));
    }

    private static LoadRules load(RandomGenerator random) {
        return new LoadRules(
                random.nextBoolean() ? Balance.DEFAULT : balance(random),
                random.nextBoolean()
                        ? Optional.of(
                                new Outliers(
                                        1 + random.nextInt(9),
                                        random.nextInt(10_001),
                                        random.nextBoolean() ? 0 : 300,
                                        10,
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(30),
                                        Duration.ofMinutes(5),
                                        5_000))
                        : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(
                                new Breaker(
                                        1 + random.nextInt(999),
                                        random.nextInt(99),
                                        random.nextInt(99),
                                        random.nextInt(99),
                                        Duration.ofSeconds(1),
                                        random.nextBoolean()
                                                ? Optional.of(
                                                        new Breaker.Open(
                                                                5_000,
                                                                20,
                                                                Duration.ofSeconds(10),
                                                                Duration.ofSeconds(5),
                                                                3))
                                                : Optional.empty()))
                        : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(
                                new LoadLimit(
                                        20,
                                        10,
                                        20 + random.nextInt(999),
                                        150,
                                        Duration.ofSeconds(1),
                                        random.nextBoolean()))
                        : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(
                                new Retry(
                                        1 + random.nextInt(9),
                                        List.of(
                                                new Retry.On.Reset(),
                                                new Retry.On.Status(400 + random.nextInt(9), 599),
                                                new Retry.On.Timeout()),
                                        Duration.ofSeconds(random.nextInt(9)),
                                        Duration.ofMillis(25),
                                        Duration.ofMillis(250)))
                        : Optional.empty(),
                random.nextBoolean()
                        ? Map.of("i1", 1 + random.nextInt(99), "i0", 1 << 27)
                        : Map.of());
    }

    private static Balance balance(RandomGenerator random) {
        Balance.Choice choice =
                switch (random.nextInt(4)) {
                    case 0 -> new Balance.LeastRequests();
                    case 1 -> new Balance.RoundRobin();
                    case 2 -> new Balance.PeakEwma(Duration.ofSeconds(1 + random.nextInt(60)));
                    default ->
                            new Balance.Hash(
                                    List.of(new StickyKey.Header("X-Tenant")),
                                    random.nextBoolean() ? 0 : 125);
                };
        boolean mayWarm = !(choice instanceof Balance.Hash);
        return new Balance(choice, Duration.ofSeconds(mayWarm ? random.nextInt(60) : 0));
    }

    private static Optional<Closure> closure(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> Optional.empty();
            case 1 ->
                    Optional.of(
                            new Closure.Pause(
                                    Duration.ofSeconds(30),
                                    random.nextInt(1_000),
                                    Duration.ofMinutes(1),
                                    List.of("/health")));
            default ->
                    Optional.of(
                            new Closure.Maintenance(
                                    new Closure.Page("text/plain", "zurück um acht"),
                                    Duration.ofMinutes(5),
                                    List.of()));
        };
    }

    private static RouteVersion version(String name, int route, RandomGenerator random) {
        List<Upstream> upstreams = new ArrayList<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            upstreams.add(RandomInstances.of(name + "-" + route + "-" + i, random));
        }
        return new RouteVersion(name, upstreams);
    }

    static GatewayReport report(RandomGenerator random) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            long requests = random.nextLong(1L << 40);
            observations.add(
                    new Observation(
                            "r" + i,
                            "v",
                            Role.of(random.nextInt(6)),
                            requests,
                            new StatusCounts(
                                            random.nextInt(9),
                                            random.nextInt(1_000_000),
                                            0,
                                            0,
                                            Integer.MAX_VALUE)
                                    .plus(StatusCounts.NONE),
                            random.nextInt(100),
                            requests / 2,
                            requests / 3,
                            3,
                            histogram(random),
                            troubles(random),
                            new Unserved(random.nextInt(9), random.nextInt(9), random.nextInt(9)),
                            random.nextBoolean()
                                    ? Optional.of(
                                            new Clients(
                                                    99,
                                                    random.nextInt(99),
                                                    Map.of(
                                                            Trouble.LIMITED,
                                                            7L,
                                                            Trouble.TIMEOUT,
                                                            1L),
                                                    histogram(random)))
                                    : Optional.empty(),
                            random.nextBoolean()
                                    ? Protection.NONE
                                    : new Protection(1, 2, 3, 4, 5, random.nextInt(9), 7)));
        }
        return new GatewayReport(
                        "id",
                        1 + random.nextLong(1L << 50),
                        random.nextInt(10) - 1,
                        observations,
                        List.of(new InFlight("i", random.nextInt(9))))
                .withRates(RandomRates.counts(random))
                .withCaches(RandomCaches.counts(random))
                .with(RandomEdges.counts(random))
                .with(
                        random.nextBoolean()
                                ? LoadState.NONE
                                : new LoadState(
                                        List.of("i"),
                                        List.of(
                                                new LoadState.Load(
                                                        "r0", 20, random.nextInt(9), 3))));
    }

    private static Troubles troubles(RandomGenerator random) {
        Map<Trouble, Troubles.Count> counts = new EnumMap<>(Trouble.class);
        for (Trouble trouble : Trouble.values()) {
            if (random.nextBoolean()) {
                long requests = 1 + random.nextLong(1L << 40);
                counts.put(trouble, new Troubles.Count(requests, random.nextLong(requests)));
            }
        }
        return new Troubles(counts);
    }

    private static LatencyHistogram histogram(RandomGenerator random) {
        long[] dense = new long[LatencyHistogram.MAX_INDEX - LatencyHistogram.MIN_INDEX + 1];
        for (int i = 0; i < random.nextInt(50); i++) {
            dense[random.nextInt(dense.length)] += random.nextLong(1L << 40);
        }
        return LatencyHistogram.ofDense(dense);
    }
}
