package penstock.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.api.Wire;
import penstock.cli.load.LoadGenerator;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.LoadReport;
import penstock.cli.local.Installation;
import penstock.cli.local.ProcessFile;
import penstock.cli.local.Program;
import penstock.cli.terminal.Style;
import penstock.cli.terminal.Terminal;
import penstock.model.Node;
import penstock.model.Text;

/// Runs the demonstration on an installation of its own.
public final class Demo implements AutoCloseable {
    private static final String SERVICE = "vectoriser";
    private static final String HOST = "vectoriser.localhost";
    private static final String ENVIRONMENT = "production";

    /// One release may take this long…
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(130);

    /// …and all of them together this long, so that the demonstration ends within four minutes whatever happens.
    private static final Duration TOTAL_LIMIT = Duration.ofSeconds(222);

    /// Load on the first version alone, so that there is something to compare with.
    private static final Duration BEFORE = Duration.ofSeconds(8);

    private static final Duration LOOK = Duration.ofMillis(100);

    /// Load goes on for this long after each decision, to see that nothing comes after.
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private final Installation installation;
    private final Program program;
    private final Terminal terminal;
    private final DemoScreen screen;
    private final double perSecond;
    private final long seed;
    private final Attack attack;
    private final List<DemoResult> results = new ArrayList<>();

    public Demo(
            Installation installation,
            Program program,
            Terminal terminal,
            double perSecond,
            long seed) {
        this.installation = installation;
        this.program = program;
        this.terminal = terminal;
        this.screen = new DemoScreen(terminal);
        this.attack = new Attack(installation, program, screen);
        this.perSecond = perSecond;
        this.seed = seed;
    }

    /// @param figures where the table goes for machines; an empty text for nowhere
    /// @return whether every expectation held
    public boolean run(String figures) {
        var artefact = existing("workloads/vectoriser/target/vectoriser.jar");
        var shots = LogoShots.from(existing("workloads/vectoriser/samples"));
        long start = System.nanoTime();
        screen.say("Starting an installation of its own in " + installation.data().path());
        installation.start(Installation.Ports.FREE);
        screen.say("  server ready after " + sinceMillis(start) + " ms");
        try (var api = installation.data().connect()) {
            var stored = first(api, artefact);
            var gateway = gateway();
            var plan =
                    LoadPlan.of(
                                    new LoadPlan.Address(gateway.getHost(), gateway.getPort()),
                                    HOST,
                                    perSecond,
                                    seed)
                            .withUsers(5_000);
            screen.say(
                    "Load: "
                            + perSecond
                            + " requests a second of real logos, each from one of 5,000 users");
            try (var load = LoadGenerator.start(plan, shots)) {
                pause(BEFORE);
                for (var release : DemoRelease.ALL) {
                    results.add(tryOut(api, stored, release, load));
                }
                return report(load.stop(), start, figures);
            }
        }
    }

    private Path existing(String file) {
        var path = program.home().resolve(file);
        if (!Files.exists(path)) {
            throw ApiException.usage(path + " does not exist; the demonstration needs it.");
        }
        return path;
    }

    private static long sinceMillis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private Node first(Api api, Path artefact) {
        api.put(Wire.service(ENVIRONMENT, SERVICE), manifest(), Api.reason("demonstration"));
        var stored = api.upload(artefact, "vectoriser.jar");
        screen.say("Deploying vectoriser " + DemoRelease.FIRST.version());
        var name = release(api, stored, DemoRelease.FIRST);
        long deadline = System.nanoTime() + RELEASE_LIMIT.toNanos();
        var seen = RolloutView.live(api, ENVIRONMENT, name);
        while (!seen.isOver() && System.nanoTime() < deadline) {
            pause(LOOK);
            seen = RolloutView.live(api, ENVIRONMENT, name);
        }
        if (!seen.isCompleted()) {
            throw new ApiException(
                    "demo",
                    List.of(
                            "The first version was not deployed: "
                                    + seen.phase()
                                    + " "
                                    + seen.message()));
        }
        return stored;
    }

    private Node manifest() {
        try (var stream = Objects.requireNonNull(Demo.class.getResourceAsStream("service.yaml"))) {
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return Text.readYaml(text.replace("{java}", program.java().toString()), "service.yaml")
                    .getFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String release(Api api, Node stored, DemoRelease release) {
        var answer =
                api.post(
                        Wire.action(Wire.service(ENVIRONMENT, SERVICE), "release"),
                        Wire.release(release.version(), stored, release.values(), Map.of(), ""),
                        "demonstration: " + release.what());
        return answer.at("rollout").orElse(answer).textAt("metadata", "name");
    }

    private URI gateway() {
        return installation
                .data()
                .gatewayAddress()
                .orElseThrow(
                        () ->
                                ApiException.away(
                                        "The gateway is not running; see the server's log."));
    }

    private DemoResult tryOut(Api api, Node stored, DemoRelease release, LoadGenerator load) {
        screen.title(release);
        var before = load.report();
        long begin = load.elapsedNanos();
        long decided = 0;
        var proof = "";
        var name = release(api, stored, release);
        var seen = RolloutView.live(api, ENVIRONMENT, name);
        long deadline = Math.min(begin + RELEASE_LIMIT.toNanos(), TOTAL_LIMIT.toNanos());
        while (!seen.isOver() && load.elapsedNanos() < deadline) {
            screen.show(
                    release,
                    seen,
                    load.report(),
                    before.all(),
                    Duration.ofNanos(load.elapsedNanos() - begin));
            if (release.isAttacked()) {
                attack.next(seen);
            }
            pause(LOOK);
            seen = RolloutView.live(api, ENVIRONMENT, name);
            proof = seen.isProven() ? seen.verdict() : proof;
            boolean isDecided =
                    seen.isTurnedBack() || seen.isPromoted() || seen.weight().equals("100%");
            decided = decided == 0 && isDecided ? load.elapsedNanos() : decided;
        }
        decided = decided == 0 ? load.elapsedNanos() : decided;
        pause(AFTERWARDS);
        var span = new Span(begin, decided, sentence(seen, proof));
        var result = result(release, outcome(seen), before, load.report(), span);
        screen.end(result);
        return result;
    }

    /// What a release's end rests on: the proof that was there when the weight rose, or the last word.
    private static String sentence(RolloutView seen, String proof) {
        if (seen.isCompleted() && !proof.isEmpty()) {
            return proof;
        }
        return seen.verdict().isEmpty() ? seen.message() : seen.verdict();
    }

    /// When a release began and was decided, in nanoseconds of the load's clock, and why.
    private record Span(long begin, long decided, String sentence) {}

    private static DemoResult result(
            DemoRelease release, String outcome, LoadReport before, LoadReport after, Span span) {
        var during = after.all().since(before.all());
        var candidate = after.version(release.version());
        long from = candidate.done() > 0 ? candidate.firstNanos() : span.begin();
        return new DemoResult(
                release,
                outcome,
                Math.max(0, span.decided() - from) / 1e9,
                candidate.done() + during.rescued(),
                during.failed(),
                during.lost(),
                during.rescued(),
                span.sentence());
    }

    private static String outcome(RolloutView seen) {
        if (seen.isCompleted()) {
            return DemoResult.PROMOTED;
        }
        return seen.isOver() ? seen.phase() : "undecided";
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.away("Interrupted.");
        }
    }

    private boolean report(LoadReport load, long start, String figures) {
        var report =
                new DemoReport(
                        results,
                        attack.result(),
                        load,
                        mebibytes(installation.data().server()),
                        mebibytes(installation.data().gateway()),
                        sinceMillis(start) / 1_000);
        screen.say("");
        report.lines().forEach(screen::say);
        var broken = report.broken();
        screen.say("");
        if (broken.isEmpty()) {
            screen.say(terminal.styled(Style.GOOD, "Every expectation held."));
        } else {
            broken.forEach(
                    line -> screen.say(terminal.styled(Style.BAD, "Expectation broken: " + line)));
        }
        if (!figures.isEmpty()) {
            write(Path.of(figures), Text.writeJson(report.json()) + "\n");
        }
        return broken.isEmpty();
    }

    private static long mebibytes(java.util.Optional<ProcessFile> process) {
        return process.flatMap(ProcessFile::resident).map(bytes -> bytes >> 20).orElse(0L);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new ApiException("demo", List.of(file + " cannot be written."));
        }
    }

    /// How to look around and how to stop, for those who let it run.
    public List<String> farewell() {
        var option = installation.data().option();
        var lines = new ArrayList<String>();
        lines.add("Everything keeps running. Look around:");
        lines.add("  ./penstock status" + option);
        lines.add("  ./penstock rollout history vectoriser" + option);
        lines.add("  ./penstock describe service vectoriser" + option);
        lines.add("  ./penstock logs vectoriser -f" + option);
        installation
                .data()
                .gatewayAddress()
                .ifPresent(
                        address ->
                                lines.add("  curl -H 'Host: " + HOST + "' " + address + "/health"));
        lines.add("Stop it with:");
        lines.add("  ./penstock down" + option);
        return lines;
    }

    /// Stops everything.
    @Override
    public void close() {
        installation.stop(true);
    }
}
