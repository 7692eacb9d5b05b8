package penstock.cli.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import penstock.cli.api.ApiException;

/// Gives orders to the guardian of the gateway: it holds the listening sockets, so it can put one gateway in place of another
/// without refusing a connection.
final class Guardian {
    /// Longer than the guardian itself gives a successor.
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final DataDirectory data;

    Guardian(DataDirectory data) {
        this.data = data;
    }

    /// The command that the gateway runs by.
    List<String> command() {
        try {
            return Files.readAllLines(data.gatewayCommand());
        } catch (IOException e) {
            throw ApiException.away(
                    data.gatewayCommand() + " cannot be read; it says how the gateway is started.");
        }
    }

    /// What a guardian has written about itself.
    ///
    /// @param file `run/guardian.command` as a moment: each guardian that takes over writes it anew
    record Written(ProcessFile process, Optional<FileTime> file, String build) {}

    /// Empty where none runs.
    Optional<Written> written() {
        return data.guardian()
                .map(
                        process ->
                                new Written(
                                        process, time(), Build.ofCommand(data.guardianCommand())));
    }

    private Optional<FileTime> time() {
        try {
            return Optional.of(Files.getLastModifiedTime(data.guardianCommand()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// What has become of a guardian, if another has taken its place since.
    Optional<Upgrade.Replaced> replaced(Written before) {
        return written()
                .filter(now -> !now.file().equals(before.file()))
                .map(
                        now ->
                                new Upgrade.Replaced(
                                        "guardian",
                                        before.process().pid(),
                                        now.process().pid(),
                                        before.build(),
                                        now.build()));
    }

    /// Starts a gateway beside the present one, which then ends what it has in hand.
    ///
    /// @throws ApiException when it did not come up; the present one goes on then
    void handOver(List<String> command) {
        awaitOthers();
        try {
            Path fresh = data.nextGatewayCommand().resolveSibling("gateway.next.new");
            Files.write(fresh, command);
            Files.move(fresh, data.nextGatewayCommand(), StandardCopyOption.ATOMIC_MOVE);
            order("start");
        } catch (IOException e) {
            throw failed("The guardian cannot be reached: " + e.getMessage());
        }
        boolean isDecided = await(() -> !Files.exists(data.nextGatewayCommand()));
        if (!isDecided || Files.exists(data.failedGatewayCommand())) {
            throw failed("The new gateway did not come up; the one of before goes on.");
        }
    }

    /// A server that has just started may be replacing the gateway too.
    private void awaitOthers() {
        if (data.guardian().isEmpty()) {
            throw failed(
                    "The gateway runs without a guardian, so it cannot be replaced without a gap: use penstock down and up.");
        }
        if (!await(() -> !Files.exists(data.nextGatewayCommand()))) {
            throw failed("The gateway is being replaced already.");
        }
    }

    private ApiException failed(String line) {
        return new ApiException("upgrade", List.of(line + " Its log: " + data.gatewayLog()));
    }

    /// Opened for reading too, as a pipe that nobody reads would not open otherwise.
    void order(String event) throws IOException {
        try (var queue =
                FileChannel.open(
                        data.gatewayQueue(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            queue.write(ByteBuffer.wrap((event + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }

    static boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return condition.getAsBoolean();
    }
}
