package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Instance.State;
import penstock.model.Node;
import penstock.model.Text;

final class AdoptionTest {
    private static final Specs SLEEPER =
            Specs.shell("a", "exec sleep 600").ready("true").with("restart: { backoff: 10ms }");

    @TempDir Path data;

    @Test
    void takesOverARunningInstanceWithoutEverCallingItUnready() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(SLEEPER.spec());
            var before = site.await("a", State.READY);
            var states = new CopyOnWriteArrayList<State>();

            site.target.close();
            site.target = new ProcessTarget(site.settings, java.time.InstantSource.system());
            site.target.onChange(id -> states.add(site.target.instance(id).orElseThrow().state()));
            site.target.open();
            var after = site.await("a", State.READY);
            site.target.stop("a", Duration.ofSeconds(9));
            site.await("a", State.EXITED);

            assertThat(after.pid()).isEqualTo(before.pid());
            assertThat(after.port()).isEqualTo(before.port());
            assertThat(after.restarts()).isZero();
            assertThat(states).doesNotContain(State.STARTING, State.NOT_READY);
        }
    }

    @Test
    void startsWhatWasJournalledButNotYetSpawned() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(SLEEPER.spec());
            var before = site.await("a", State.READY);

            site.reopenAfter(
                    () -> {
                        ProcessHandle.of(before.pid()).ifPresent(ProcessHandle::destroyForcibly);
                        awaitEnd(before.pid());
                        rewrite(site.record("a"), AdoptionTest::justJournalled);
                    });
            var after = site.await("a", State.READY);

            assertThat(after.pid()).isNotEqualTo(before.pid());
            assertThat(after.restarts()).isZero();
        }
    }

    @Test
    void findsWhatWasSpawnedButNotYetJournalled() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(SLEEPER.spec());
            var before = site.await("a", State.READY);

            site.reopenAfter(() -> rewrite(site.record("a"), AdoptionTest::justJournalled));
            var after = site.await("a", State.READY);

            assertThat(after.pid()).isEqualTo(before.pid());
            assertThat(Files.readString(site.record("a"))).contains("\"pid\":" + before.pid());
        }
    }

    @Test
    void doesNotMistakeAProcessWithAReusedNumberForItsOwn() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(SLEEPER.spec());
            var before = site.await("a", State.READY);
            var foreign = startedLaterThan(before.pid());
            try {
                site.reopenAfter(
                        () -> {
                            ProcessHandle.of(before.pid())
                                    .ifPresent(ProcessHandle::destroyForcibly);
                            awaitEnd(before.pid());
                            rewrite(site.record("a"), entry -> withPid(entry, foreign.pid()));
                        });
                var after = site.await("a", seen -> seen.isReady() && seen.restarts() == 1);

                assertThat(after.pid()).isNotEqualTo(foreign.pid());
                assertThat(foreign.isAlive()).isTrue();
            } finally {
                foreign.destroyForcibly();
            }
        }
    }

    /// The system notes the start of a process in hundredths of a second; within one, two processes are of the same age.
    private static Process startedLaterThan(long pid) throws IOException {
        var first = ProcessHandle.of(pid).orElseThrow().info().startInstant();
        var other = new ProcessBuilder("/bin/sleep", "600").start();
        while (other.info().startInstant().equals(first)) {
            other.destroyForcibly();
            other = new ProcessBuilder("/bin/sleep", "600").start();
        }
        return other;
    }

    @Test
    void restartsWhatEndedWhileTheServerWasAway() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(SLEEPER.spec());
            var before = site.await("a", State.READY);

            site.reopenAfter(
                    () -> {
                        ProcessHandle.of(before.pid()).ifPresent(ProcessHandle::destroyForcibly);
                        awaitEnd(before.pid());
                    });
            var after = site.await("a", seen -> seen.isReady() && seen.restarts() == 1);

            assertThat(after.pid()).isNotEqualTo(before.pid());
            assertThat(after.lastExit().map(Instance.Exit::describe).orElse(""))
                    .contains("exit code unknown");
        }
    }

    @Test
    void goesOnWithAStopThatAnEarlierServerBegan() throws Exception {
        try (var site = new Site(data)) {
            var spec =
                    Specs.shell("a", "trap '' TERM; echo up > up; while :; do sleep 0.05; done")
                            .ready("test -s up")
                            .spec();
            site.target.start(spec);
            var before = site.await("a", State.READY);
            site.target.stop("a", Duration.ofSeconds(3));
            site.await("a", State.STOPPING);

            site.reopen();
            var between = site.target.instance("a").orElseThrow();
            site.await("a", State.EXITED);

            // On a busy machine the grace may be over.
            assertThat(between.state()).isIn(State.STOPPING, State.EXITED);
            site.untilGone(before.pid());
        }
    }

    @Test
    void keepsWhatHasEndedEnded() throws Exception {
        try (var site = new Site(data)) {
            site.target.start(SLEEPER.spec());
            site.await("a", State.READY);
            site.target.stop("a", Duration.ofSeconds(9));
            var before = site.await("a", State.EXITED);

            site.reopen();

            assertThat(site.target.instance("a")).contains(before);
        }
    }

    @Test
    void endsProcessesOfItsDirectoryThatNoInstanceAccountsFor() throws Exception {
        try (var site = new Site(data)) {
            var builder = new ProcessBuilder("/bin/sleep", "600");
            var mark = data.resolve("run/instances/lost").toString();
            builder.environment().put(ProcessTable.MARK, mark);
            var stray = builder.start();
            assertThat(site.target.strays())
                    .containsExactly(new ProcessTarget.Stray(stray.pid(), "lost"));

            site.reopen();

            stray.waitFor();
            assertThat(site.target.strays()).isEmpty();
        }
    }

    @Test
    void adoptsAfterTheServerItselfWasKilled() throws Exception {
        try (var site = new Site(data)) {
            site.target.close();
            var command =
                    List.of(
                            System.getProperty("java.home") + "/bin/java",
                            "--enable-native-access=ALL-UNNAMED",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path", ""),
                            Abandoned.class.getName(),
                            data.toString(),
                            Integer.toString(site.settings.firstPort()),
                            Integer.toString(site.settings.lastPort()));
            var server =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            long pid = readyPid(server.inputReader(StandardCharsets.UTF_8));

            server.destroyForcibly().waitFor();
            site.reopen();
            var adopted = site.await("kept", State.READY);

            assertThat(adopted.pid()).isEqualTo(pid);
            assertThat(adopted.restarts()).isZero();
        }
    }

    private static long readyPid(BufferedReader output) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("READY ")) {
                return Long.parseLong(line.substring("READY ".length()));
            }
        }
        throw new AssertionError("the other server ended early");
    }

    /// The record as it is before the process is spawned.
    private static Node justJournalled(Node entry) {
        var entries = new java.util.LinkedHashMap<>(((Node.Mapping) entry).entries());
        entries.keySet().removeAll(List.of("process", "started"));
        entries.put("state", Node.text("starting"));
        entries.put("wasReady", Node.bool(false));
        return Node.map(entries);
    }

    private static Node withPid(Node entry, long pid) {
        var process = entry.at("process").orElse(Node.map(Map.of()));
        return entry.with("process", process.with("pid", Node.number(pid)));
    }

    private static void rewrite(Path record, UnaryOperator<Node> change) {
        try {
            var changed = change.apply(Text.readJson(Files.readString(record)));
            Files.writeString(record, Text.writeJson(changed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitEnd(long pid) {
        ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
    }
}
