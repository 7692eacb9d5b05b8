package penstock.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import penstock.cli.api.ApiException;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Program;
import penstock.cli.local.Upgrade;
import penstock.gateway.ProcessStart;
import penstock.testkit.FirstThreadEnded;

/// The server and the command line propose another gateway by the same rules, those of `guardian.sh`, though they share no
/// code. The guardian is played by the test, at the other end of the named pipe; this process stands for gateway and guardian.
final class ProposersTest {
    private static final List<String> BEFORE =
            List.of("java", "-cp", "/b1/lib/gateway.jar", "Main");
    private static final List<String> OTHER =
            List.of("java", "-cp", "/b0/lib/gateway.jar", "Main", "--other");

    /// More than anything takes here.
    private static final int SECONDS = 20;

    @TempDir private Path folder;

    enum Side {
        SERVER {
            @Override
            boolean handOver(Path data, Path build) throws Exception {
                var folder = new GatewayFolder(data.resolve("run"));
                return new Handover(folder, () -> false)
                        .propose(GatewayFolder.Role.GATEWAY, after(build, BEFORE));
            }

            @Override
            boolean sees(Path data, String who) {
                var folder = new GatewayFolder(data.resolve("run"));
                return (who.equals("gateway") ? folder.gateway() : folder.guardian()).isPresent();
            }
        },
        COMMAND_LINE {
            @Override
            boolean handOver(Path data, Path build) {
                var program = new Program(data, build, Path.of("java"));
                try {
                    new Upgrade(new DataDirectory(data), program).gateway();
                    return true;
                } catch (ApiException e) {
                    assertThat(e.code()).as(e.getMessage()).isEqualTo("upgrade");
                    return false;
                }
            }

            @Override
            boolean sees(Path data, String who) {
                var directory = new DataDirectory(data);
                return (who.equals("gateway") ? directory.gateway() : directory.guardian())
                        .isPresent();
            }
        };

        /// @return whether it says that the gateway was replaced
        abstract boolean handOver(Path data, Path build) throws Exception;

        /// @param who `gateway` or `guardian`
        abstract boolean sees(Path data, String who);
    }

    /// A command, run from another build.
    private static List<String> after(Path build, List<String> before) {
        var line = new ArrayList<>(before);
        line.set(2, build.resolve("lib/gateway.jar").toString());
        return line;
    }

    private Path run() {
        return folder.resolve("data/run");
    }

    private Path next() {
        return run().resolve("gateway.next");
    }

    private Path build() throws IOException {
        var build = Files.createDirectories(folder.resolve("b2"));
        Files.writeString(build.resolve("gateway.classpath"), "gateway.jar\n");
        return build;
    }

    private static String description(long pid, String start) {
        return "{\"pid\":%d,\"startTime\":%s,\"host\":\"127.0.0.1\",\"port\":1,\"protocol\":2}"
                .formatted(pid, start);
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().orElseThrow().toEpochMilli();
    }

    /// One side that proposes, and the test as the guardian.
    private final class Play implements AutoCloseable {
        private final FileChannel pipe;
        private final LinkedBlockingQueue<String> orders = new LinkedBlockingQueue<>();
        private FutureTask<Boolean> outcome = new FutureTask<>(() -> false);

        Play() throws Exception {
            var self = ProcessHandle.current();
            Files.createDirectories(run());
            for (var who : List.of("gateway.json", "guardian.json")) {
                Files.writeString(
                        run().resolve(who), description(self.pid(), Long.toString(start(self))));
            }
            Files.write(run().resolve("gateway.command"), BEFORE);
            var queue = run().resolve("gateway.queue");
            assertThat(new ProcessBuilder("mkfifo", queue.toString()).start().waitFor()).isZero();
            pipe = FileChannel.open(queue, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Thread.ofPlatform().daemon().start(this::listen);
        }

        private void listen() {
            var line = new StringBuilder();
            var next = ByteBuffer.allocate(1);
            try {
                while (pipe.read(next.clear()) > 0) {
                    line.append((char) next.get(0));
                    if (line.charAt(line.length() - 1) == '\n') {
                        orders.add(line.toString().strip());
                        line.setLength(0);
                    }
                }
            } catch (IOException closed) {
                // the play is over
            }
        }

        void begin(Side side) {
            begin(() -> side.handOver(folder.resolve("data"), build()));
        }

        private void begin(Callable<Boolean> proposal) {
            outcome = new FutureTask<>(proposal);
            Thread.ofPlatform().daemon().start(outcome);
        }

        /// Waits for an order and answers what is proposed then.
        List<String> proposed() throws Exception {
            var order = orders.poll(SECONDS, TimeUnit.SECONDS);
            if (order == null && outcome.isDone()) {
                outcome.get();
            }
            assertThat(order).isEqualTo("start");
            return Files.readAllLines(next());
        }

        void decide(String file) throws IOException {
            Files.move(next(), run().resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }

        boolean outcome() throws Exception {
            return outcome.get(SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws IOException {
            outcome.cancel(true);
            pipe.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsProposedIsWholeAndCameUpIfItIsTheCommandThen(Side side) throws Exception {
        try (var play = new Play()) {
            play.begin(side);

            assertThat(play.proposed()).isEqualTo(after(build(), BEFORE));
            try (var files = Files.list(run())) {
                assertThat(files).noneMatch(file -> file.toString().endsWith(".new"));
            }
            play.decide("gateway.command");

            assertThat(play.outcome()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFailedOrWasForgottenDidNotComeUp(Side side) throws Exception {
        try (var play = new Play()) {
            play.begin(side);
            play.proposed();
            play.decide("gateway.failed");
            assertThat(play.outcome()).isFalse();

            Files.delete(run().resolve("gateway.failed"));
            play.begin(side);
            play.proposed();
            Files.delete(next());
            assertThat(play.outcome()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatSomebodyLeftIsOrderedAndDecidedFirst(Side side) throws Exception {
        try (var play = new Play()) {
            Files.write(next(), OTHER);

            play.begin(side);

            assertThat(play.proposed()).isEqualTo(OTHER);
            play.decide("gateway.command");
            assertThat(play.proposed()).contains(after(build(), BEFORE).get(2));
            play.decide("gateway.command");
            assertThat(play.outcome()).isTrue();
        }
    }

    /// Without regard for the lock, there would be one order only, for what is overwritten.
    @ParameterizedTest
    @EnumSource
    void nobodyProposesWhileAnotherDoes(Side side) throws Exception {
        try (var play = new Play()) {
            try (var other =
                    FileChannel.open(
                            run().resolve("handover.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)) {
                assertThat(other.tryLock()).isNotNull();
                play.begin(side);
                Files.write(next(), OTHER);
            }

            assertThat(play.proposed()).isEqualTo(OTHER);
            play.decide("gateway.command");
            assertThat(play.proposed()).contains(after(build(), BEFORE).get(2));
            play.decide("gateway.command");
            assertThat(play.outcome()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anArgumentOfSeveralLinesIsNotProposed(Side side) throws Exception {
        try (var _ = new Play()) {
            var build = Files.createDirectories(folder.resolve("b\n3"));
            Files.writeString(build.resolve("gateway.classpath"), "gateway.jar\n");

            if (side == Side.SERVER) {
                assertThatThrownBy(() -> side.handOver(folder.resolve("data"), build))
                        .hasMessageContaining("an argument of several lines");
            } else {
                assertThat(side.handOver(folder.resolve("data"), build)).isFalse();
            }

            assertThat(next()).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothKnowTheSameProcesses(Side side) throws Exception {
        Files.createDirectories(run());
        var self = ProcessHandle.current();
        var parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & echo $!; exec sleep 1000").start();
        try (var said = parent.inputReader()) {
            var ended = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            long endedStart = start(ended);
            awaitEnd(ended);
            long start = start(self);
            var cases = new LinkedHashMap<String, Boolean>();
            cases.put(description(self.pid(), Long.toString(start)), true);
            cases.put(description(self.pid(), "\"" + start + "\""), true);
            cases.put(description(self.pid(), Long.toString(start + 1_000)), true);
            cases.put(description(self.pid(), Long.toString(start + 3_000)), false);
            cases.put(description(self.pid(), Long.toString(start - 3_000)), false);
            var ticks = ProcessStart.of(self.pid());
            cases.put(description(self.pid(), "1,\"start\":\"" + ticks + "\""), true);
            cases.put(description(self.pid(), start + ",\"start\":\"" + ticks + "1\""), false);
            cases.put(description(self.pid(), start + ",\"start\":\"\""), true);
            cases.put(description(self.pid(), "\"soon\""), false);
            cases.put(description(self.pid(), "\"\""), false);
            cases.put(description(ended.pid(), Long.toString(endedStart)), false);
            cases.put("{\"pid\":%d,\"startTime\":%d}".formatted(self.pid(), start), false);
            cases.put("{\"pid\":-1,\"startTime\":1,\"port\":1}", false);
            cases.put("no description", false);
            requireKnown(side, cases);
        } finally {
            parent.destroyForcibly();
        }
    }

    /// As the guardian is for a moment when it is replaced.
    @ParameterizedTest
    @EnumSource
    void bothKnowAProcessWhoseFirstThreadHasEnded(Side side) throws Exception {
        Files.createDirectories(run());
        var process = FirstThreadEnded.start();
        try {
            var started = Long.toString(start(process.toHandle()));
            var ticks = ProcessStart.of(process.pid());
            var cases = new LinkedHashMap<String, Boolean>();
            cases.put(description(process.pid(), started), true);
            cases.put(description(process.pid(), "1,\"start\":\"" + ticks + "\""), true);
            requireKnown(side, cases);
        } finally {
            process.destroyForcibly();
        }
    }

    /// Its parent does not take note.
    private static void awaitEnd(ProcessHandle process) throws IOException {
        var stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        while (!Files.readString(stat).contains(") Z ")) {
            Thread.onSpinWait();
        }
    }

    private void requireKnown(Side side, Map<String, Boolean> cases) throws IOException {
        for (var each : cases.entrySet()) {
            for (var who : List.of("gateway", "guardian")) {
                Files.writeString(run().resolve(who + ".json"), each.getKey());

                assertThat(side.sees(folder.resolve("data"), who))
                        .as(each.getKey())
                        .isEqualTo(each.getValue());
            }
        }
    }
}
