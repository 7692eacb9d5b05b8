package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Instance.State;

final class ProcessTargetTest {
    private static final String HTTP = "ready: { http: /status, every: 50ms, timeout: 5s }";

    @TempDir Path data;

    @Test
    void runsAProgramInASessionOfItsOwnWithItsPortAndNothingOfTheServersSecrets() throws Exception {
        var environment = new HashMap<>(System.getenv());
        environment.put("DATABASE_PASSWORD", "hunter2");
        try (var site = new Site(data, environment)) {
            var spec =
                    Specs.program("a").with(HTTP).spec(Map.of("COLOUR", "blue"), Optional.empty());

            site.target.start(spec);
            var ready = site.await("a", State.READY);
            var about = site.fetch(ready.port(), "/about").lines().toList();

            assertThat(about)
                    .contains(
                            "pid=" + ready.pid(),
                            "stdin=-1",
                            "work=" + site.work("a").toRealPath(),
                            "PORT=" + ready.port(),
                            "COLOUR=blue",
                            "PENSTOCK_ENVIRONMENT=production",
                            "PENSTOCK_SERVICE=shop",
                            "PENSTOCK_VERSION=1.2.3",
                            "PENSTOCK_INSTANCE=a")
                    .noneMatch(line -> line.contains("hunter2"));
            assertThat(new ProcessTable().rows())
                    .anyMatch(row -> row.id().pid() == ready.pid() && row.leadsSession());
        }
    }

    @Test
    void tellsTheExitCodeAndTheLastLinesOfAProgramThatEndsAtOnce() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(Specs.shell("a", "echo no such database >&2; exit 3").spec());

            var seen = site.await("a", State.BACKING_OFF);

            assertThat(seen.reason()).isEqualTo("Exited");
            assertThat(seen.message())
                    .startsWith("exit code 3 after ")
                    .endsWith("no such database");
            assertThat(seen.pid()).isZero();
        }
    }

    @Test
    void tellsTheSignalThatKilledAProgram() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(Specs.shell("a", "kill -KILL $$").spec());

            var seen = site.await("a", State.BACKING_OFF);

            assertThat(seen.message()).startsWith("killed by signal 9 (KILL)");
        }
    }

    @Test
    void failsWithTheNameOfACommandThatDoesNotExist() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(Specs.command("a", "shopd", "--serve").spec());

            var seen = site.await("a", State.FAILED);

            assertThat(seen.reason()).isEqualTo("CommandNotFound");
            assertThat(seen.message()).contains("\"shopd\" was not found on the PATH");
            assertThat(seen.isEnded()).isTrue();
        }
    }

    @Test
    void failsAnInstanceThatNeverOpensItsPortAndEndsIt() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.shell("a", "echo warming up; exec sleep 600")
                            .with("ready: { tcp: '{port}', every: 20ms, within: 2s }")
                            .spec();

            site.target.start(spec);
            var failed = site.await("a", State.FAILED);
            var ended = site.await("a", Instance::isEnded);

            assertThat(failed.reason()).isEqualTo("NotReadyInTime");
            assertThat(failed.message())
                    .contains("ready: a connection to 127.0.0.1:" + failed.port())
                    .contains("connection refused")
                    .contains("expected: a yes within 2s")
                    .contains("warming up");
            assertThat(ended.restarts()).isZero();
        }
    }

    @Test
    void failsAnInstanceWhoseReadyEndpointAcceptsAndNeverAnswers() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.program("a", "hang")
                            .with("startup: { tcp: '{port}', every: 20ms, within: 60s }")
                            .with(
                                    "ready: { http: /status, every: 20ms, timeout: 100ms, within: 3s }")
                            .spec();

            site.target.start(spec);
            var seen = site.await("a", State.FAILED);

            assertThat(seen.message())
                    .contains("http://127.0.0.1:" + seen.port() + "/status")
                    .contains("no answer within 100ms");
        }
    }

    @Test
    void killsAProgramThatIgnoresTermWithItsChildren() throws Exception {
        try (var site = new Site(data)) {
            var script =
                    "trap '' TERM; sleep 600 & echo $! > child; setsid sleep 600 & echo $! > far;"
                            + " while :; do wait; done";
            site.target.start(Specs.shell("a", script).ready("test -s far").spec());
            var ready = site.await("a", State.READY);
            long child = site.number(site.work("a").resolve("child"));
            long far = site.number(site.work("a").resolve("far"));

            site.target.stop("a", Duration.ofMillis(200));
            var ended = site.await("a", State.EXITED);

            assertThat(ended.lastExit().map(Instance.Exit::code)).contains(128 + 9);
            site.untilGone(ready.pid());
            site.untilGone(child);
            site.untilGone(far);
        }
    }

    @Test
    void givesChildrenTheWholeGraceAlsoWhenTheirParentEndsFirst() throws Exception {
        try (var site = new Site(data)) {
            var script =
                    "(trap 'sleep 0.3; echo child finished; exit 0' TERM; echo up > up;"
                            + " while :; do sleep 0.05; done) & wait";
            site.target.start(Specs.shell("a", script).ready("test -s up").spec());
            site.await("a", State.READY);

            site.target.stop("a", Duration.ofSeconds(30));
            site.await("a", State.EXITED);

            var log = site.target.log("production/shop", "a").orElseThrow();
            assertThat(log.tail(10)).contains("child finished");
        }
    }

    @Test
    void reportsAnInstanceThatFlaps() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(Specs.program("a").with(HTTP).spec());
            var ready = site.await("a", State.READY);

            Files.writeString(site.work("a").resolve("status"), "503");
            var flapped = site.await("a", State.NOT_READY);
            Files.writeString(site.work("a").resolve("status"), "204");
            var again = site.await("a", State.READY);

            assertThat(flapped.message()).endsWith("/status: HTTP 503");
            assertThat(again.pid()).isEqualTo(ready.pid());
        }
    }

    @Test
    void restartsAnInstanceThatIsNoLongerLive() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.shell("a", "exec sleep 600")
                            .ready("true")
                            .with(
                                    "live: { command: [/bin/sh, -c, 'test ! -e sick'], every: 20ms, timeout: 5s }")
                            .with("restart: { backoff: 10ms }")
                            .spec();
            site.target.start(spec);
            var first = site.await("a", State.READY);

            Files.writeString(site.work("a").resolve("sick"), "");
            site.until(
                    () -> site.target.instance("a").orElseThrow().restarts() > 0,
                    () -> site.target.instances().toString());
            Files.delete(site.work("a").resolve("sick"));
            var second = site.await("a", seen -> seen.isReady() && seen.pid() != first.pid());

            assertThat(second.port()).isEqualTo(first.port());
            site.untilGone(first.pid());
        }
    }

    @Test
    void reportsACrashLoopAndKeepsTrying() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.shell("a", "echo again; exit 1")
                            .with("restart: { backoff: 1ms, maxBackoff: 5ms }")
                            .spec();

            site.target.start(spec);
            var looping = site.await("a", seen -> seen.restarts() >= 7);

            assertThat(looping.state()).isEqualTo(State.CRASH_LOOPING);
            assertThat(looping.message()).contains("exit code 1").contains("again");
        }
    }

    @Test
    void leavesAPortAloneThatSomebodyElseListensOn() throws Exception {
        try (var site = new Site(data)) {
            int first = site.settings.firstPort();
            try (var foreign = listen(first)) {
                site.target.start(Specs.shell("a", "exec sleep 600").ready("true").spec());

                var ready = site.await("a", State.READY);

                assertThat(ready.port()).isGreaterThan(foreign.getLocalPort());
            }
        }
    }

    @Test
    void movesToAnotherPortWhenItsOwnWasTakenBetweenTwoAttempts() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.shell("a", "exec sleep 600")
                            .ready("true")
                            .with("restart: { backoff: 300ms }")
                            .spec();
            site.target.start(spec);
            var first = site.await("a", State.READY);

            try (var foreign = listen(first.port())) {
                ProcessHandle.of(first.pid()).ifPresent(ProcessHandle::destroyForcibly);
                var second = site.await("a", seen -> seen.isReady() && seen.restarts() == 1);

                assertThat(second.port()).isNotEqualTo(foreign.getLocalPort());
            }
        }
    }

    @Test
    void isNotReadyWhenAStrangerAnswersOnItsPort() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.shell("a", "while :; do sleep 0.05; done")
                            .with("ready: { tcp: '{port}', every: 200ms, within: 3s }")
                            .spec();
            site.target.start(spec);
            var started = site.await("a", seen -> seen.pid() != 0);

            try (var foreign = listen(started.port())) {
                var failed = site.await("a", State.FAILED);

                assertThat(failed.message())
                        .contains(
                                "port " + foreign.getLocalPort() + " is taken by another program");
            }
        }
    }

    @Test
    void startsAndStopsOnceHoweverOftenItIsTold() throws Exception {
        try (var site = new Site(data)) {
            var spec = Specs.shell("a", "echo started; exec sleep 600").ready("true").spec();
            site.target.start(spec);
            site.target.start(spec);
            var ready = site.await("a", State.READY);
            site.target.start(spec);

            site.target.stop("a", Duration.ofSeconds(30));
            site.target.stop("a", Duration.ofSeconds(30));
            site.target.stop("unknown", Duration.ZERO);
            site.await("a", State.EXITED);
            site.target.start(spec);

            assertThat(site.target.instances()).hasSize(1);
            assertThat(site.target.log("production/shop", "a").orElseThrow().tail(9))
                    .containsExactly("started");
            site.untilGone(ready.pid());
        }
    }

    @Test
    void forgetsOnlyWhatHasEndedAndKeepsTheLog() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(Specs.shell("a", "echo hello; exec sleep 600").ready("true").spec());
            site.await("a", State.READY);
            site.target.forget("a");
            assertThat(site.target.instance("a")).isPresent();

            site.target.stop("a", Duration.ofSeconds(5));
            site.await("a", State.EXITED);
            site.target.forget("a");

            assertThat(site.target.instances()).isEmpty();
            assertThat(site.record("a").getParent()).doesNotExist();
            assertThat(site.target.log("production/shop", "a").orElseThrow().tail(1))
                    .containsExactly("hello");
        }
    }

    @Test
    void saysSoWhereALimitIsNotEnforced() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.shell("a", "exec sleep 600")
                            .ready("true")
                            .with("limits: { memory: 512Mi }")
                            .spec();

            site.target.start(spec);
            var ready = site.await("a", State.READY);

            boolean isEnforced = Files.exists(Path.of("/sys/fs/cgroup/penstock-a/memory.max"));
            assertThat(ready.notes().isEmpty()).isEqualTo(isEnforced);
            assertThat(ready.notes()).allMatch(note -> note.contains("512Mi is not enforced: "));
        }
    }

    @Test
    void asksReadyOnlyAfterStartup() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.shell("a", "exec sleep 600")
                            .ready("test -e warm || echo early >> early")
                            .with(
                                    "startup: { command: [/bin/sh, -c, 'test -e warm'], every: 20ms, timeout: 5s }")
                            .spec();
            site.target.start(spec);
            site.await("a", seen -> seen.message().startsWith("startup: "));

            Files.writeString(site.work("a").resolve("warm"), "");
            site.await("a", State.READY);

            assertThat(site.work("a").resolve("early")).doesNotExist();
        }
    }

    @Test
    void tellsBeforehandWhatWouldKeepAnInstanceFromStarting() throws Exception {
        try (var site = new Site(data)) {
            var fine = Specs.command("a", "java", "-jar", "app.jar").run();
            var missing = Specs.command("a", "shopd", "{artefact}").run();

            assertThat(site.target.check(fine, Optional.empty())).isEmpty();
            assertThat(site.target.check(missing, Optional.of(data.resolve("gone.jar"))))
                    .extracting(Object::toString)
                    .satisfiesExactly(
                            first ->
                                    assertThat(first)
                                            .contains(
                                                    "run.process.command: \"shopd\" was not found"),
                            second -> assertThat(second).contains("gone.jar is not there"));
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"));
    }
}
