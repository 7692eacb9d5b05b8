package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The load rules of a route, as parts of it.
final class LoadCodec {

    private static final int LEAST_REQUESTS = 0;
    private static final int ROUND_ROBIN = 1;
    private static final int PEAK_EWMA = 2;
    private static final int HASH = 3;

    private static final int RESET = 0;
    private static final int TIMEOUT = 1;

    static final Part<Route> BALANCE =
            new Part<>(
                    "balance",
                    route -> !load(route).balance().equals(Balance.DEFAULT),
                    (route, out) -> write(load(route).balance(), out),
                    (route, in) -> with(route, load(route).with(balance(in))));

    static final Part<Route> BREAKER =
            new Part<>(
                    "breaker",
                    route -> load(route).breaker().isPresent(),
                    (route, out) -> write(load(route).breaker().orElseThrow(), out),
                    (route, in) -> with(route, load(route).with(breaker(in))));

    static final Part<Route> LOAD_LIMIT =
            new Part<>(
                    "load-limit",
                    route -> load(route).limit().isPresent(),
                    (route, out) -> write(load(route).limit().orElseThrow(), out),
                    (route, in) -> with(route, load(route).with(limit(in))));

    static final Part<Route> OUTLIERS =
            new Part<>(
                    "outliers",
                    route -> load(route).outliers().isPresent(),
                    (route, out) -> write(load(route).outliers().orElseThrow(), out),
                    (route, in) -> with(route, load(route).with(outliers(in))));

    static final Part<Route> RETRY =
            new Part<>(
                    "retry",
                    route -> load(route).retry().isPresent(),
                    (route, out) -> write(load(route).retry().orElseThrow(), out),
                    (route, in) -> with(route, load(route).with(retry(in))));

    private LoadCodec() {}

    private static LoadRules load(Route route) {
        return route.rules().load();
    }

    private static Route with(Route route, LoadRules load) {
        return route.with(route.rules().with(load));
    }

    private static void write(Balance balance, BinaryWriter out) {
        out.number(balance.slowStart().toNanos());
        switch (balance.choice()) {
            case Balance.LeastRequests() -> out.number(LEAST_REQUESTS);
            case Balance.RoundRobin() -> out.number(ROUND_ROBIN);
            case Balance.PeakEwma(var decay) -> {
                out.number(PEAK_EWMA);
                out.number(decay.toNanos());
            }
            case Balance.Hash(var keys, var boundPercent) -> {
                out.number(HASH);
                out.number(keys.size());
                keys.forEach(key -> out.text(key.text()));
                out.number(boundPercent);
            }
        }
    }

    private static Balance balance(BinaryReader in) {
        Duration slowStart = duration("slowStart", in);
        return new Balance(choice(in), slowStart);
    }

    private static Balance.Choice choice(BinaryReader in) {
        int kind = in.small("choice");
        return switch (kind) {
            case LEAST_REQUESTS -> new Balance.LeastRequests();
            case ROUND_ROBIN -> new Balance.RoundRobin();
            case PEAK_EWMA -> new Balance.PeakEwma(duration("decay", in));
            case HASH -> hash(in);
            default -> throw new IllegalArgumentException("choice: " + kind + " (expected: 0..3)");
        };
    }

    private static Balance.Hash hash(BinaryReader in) {
        List<StickyKey> keys = in.list("keys", part -> StickyKey.parse(part.text("key")));
        return new Balance.Hash(keys, in.small("boundPercent"));
    }

    private static void write(Outliers outliers, BinaryWriter out) {
        out.number(outliers.consecutive());
        out.number(outliers.failuresBasisPoints());
        out.number(outliers.slowerPercent());
        out.number(outliers.least());
        out.number(outliers.every().toNanos());
        out.number(outliers.ejectFor().toNanos());
        out.number(outliers.atMost().toNanos());
        out.number(outliers.maxBasisPoints());
    }

    private static Outliers outliers(BinaryReader in) {
        return new Outliers(
                in.small("consecutive"),
                in.small("failuresBasisPoints"),
                in.small("slowerPercent"),
                in.small("least"),
                duration("every", in),
                duration("ejectFor", in),
                duration("atMost", in),
                in.small("maxBasisPoints"));
    }

    private static void write(Breaker breaker, BinaryWriter out) {
        out.number(breaker.requests());
        out.number(breaker.perInstance());
        out.number(breaker.connections());
        out.number(breaker.waiting());
        out.number(breaker.waitAtMost().toNanos());
        out.flag(breaker.open().isPresent());
        breaker.open()
                .ifPresent(
                        open -> {
                            out.number(open.basisPoints());
                            out.number(open.least());
                            out.number(open.within().toNanos());
                            out.number(open.openFor().toNanos());
                            out.number(open.probes());
                        });
    }

    private static Breaker breaker(BinaryReader in) {
        return new Breaker(
                in.small("requests"),
                in.small("perInstance"),
                in.small("connections"),
                in.small("waiting"),
                duration("waitAtMost", in),
                in.flag("open present")
                        ? Optional.of(
                                new Breaker.Open(
                                        in.small("basisPoints"),
                                        in.small("least"),
                                        duration("within", in),
                                        duration("openFor", in),
                                        in.small("probes")))
                        : Optional.empty());
    }

    private static void write(LoadLimit limit, BinaryWriter out) {
        out.number(limit.initial());
        out.number(limit.min());
        out.number(limit.max());
        out.number(limit.tolerancePercent());
        out.number(limit.retryAfter().toNanos());
        out.flag(limit.dryRun());
    }

    private static LoadLimit limit(BinaryReader in) {
        return new LoadLimit(
                in.small("initial"),
                in.small("min"),
                in.small("max"),
                in.small("tolerancePercent"),
                duration("retryAfter", in),
                in.flag("dryRun"));
    }

    /// A status is two numbers from 400 on, the others are 0 and 1.
    private static void write(Retry retry, BinaryWriter out) {
        out.number(retry.attempts());
        out.number(retry.on().size());
        for (Retry.On on : retry.on()) {
            switch (on) {
                case Retry.On.Reset() -> out.number(RESET);
                case Retry.On.Timeout() -> out.number(TIMEOUT);
                case Retry.On.Status(int from, int to) -> {
                    out.number(from);
                    out.number(to);
                }
            }
        }
        out.number(retry.perTry().toNanos());
        out.number(retry.firstPause().toNanos());
        out.number(retry.longestPause().toNanos());
    }

    private static Retry retry(BinaryReader in) {
        return new Retry(
                in.small("attempts"),
                in.list("on", LoadCodec::on),
                duration("perTry", in),
                duration("firstPause", in),
                duration("longestPause", in));
    }

    private static Retry.On on(BinaryReader in) {
        int kind = in.small("kind");
        return switch (kind) {
            case RESET -> new Retry.On.Reset();
            case TIMEOUT -> new Retry.On.Timeout();
            default -> new Retry.On.Status(kind, in.small("to"));
        };
    }

    private static Duration duration(String name, BinaryReader in) {
        return Duration.ofNanos(in.number(name));
    }
}
