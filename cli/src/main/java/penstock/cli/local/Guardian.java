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
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import penstock.cli.api.ApiException;

/// Gives orders to the guardian of the gateway: it holds the listening sockets, so it can put one gateway in place of another
/// without refusing a connection. How that is proposed is written in `guardian.sh`; the server does the same.
final class Guardian {
    private final DataDirectory data;
    private final Patience patience;

    Guardian(DataDirectory data) {
        this(data, Patience.FOR_A_DECISION);
    }

    /// @param patience for each decision of the guardian
    Guardian(DataDirectory data, Patience patience) {
        this.data = data;
        this.patience = patience;
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
    /// @param change makes the command from that of the present one
    /// @throws ApiException when it did not come up; the present one goes on then
    void handOver(UnaryOperator<List<String>> change) {
        if (data.guardian().isEmpty()) {
            throw failed(
                    "The gateway runs without a guardian, so it cannot be replaced without a gap: use penstock down and up.");
        }
        try (var _ = turn()) {
            awaitOther();
            var command = change.apply(command());
            propose(command);
            boolean isDecided = patience.await(() -> !isProposed());
            boolean isUp = !Files.exists(data.failedGatewayCommand()) && command().equals(command);
            if (!isDecided || !isUp) {
                throw failed("The new gateway did not come up; the one of before goes on.");
            }
        } catch (IOException e) {
            throw failed("The guardian cannot be reached: " + e.getMessage());
        }
    }

    /// A server that has just started may be replacing guardian or gateway too.
    private Turn turn() {
        return patience.find(() -> Turn.take(data.handoverLock()))
                .orElseThrow(() -> failed("The gateway is being replaced already."));
    }

    /// Somebody who was killed may have left a proposal, even one that the guardian has not heard of.
    private void awaitOther() throws IOException {
        if (isProposed()) {
            order("start");
            if (!patience.await(() -> !isProposed())) {
                throw failed("The gateway is being replaced already, and that does not end.");
            }
        }
    }

    private boolean isProposed() {
        return Files.exists(data.nextGatewayCommand());
    }

    private void propose(List<String> command) throws IOException {
        if (command.stream().anyMatch(argument -> argument.contains("\n"))) {
            throw failed(
                    "The gateway's command has an argument of several lines: " + command + ".");
        }
        Path next = data.nextGatewayCommand();
        Path fresh = next.resolveSibling(next.getFileName() + ".new");
        Files.write(fresh, command);
        Files.move(fresh, next, StandardCopyOption.ATOMIC_MOVE);
        order("start");
    }

    /// Waits until the server, which has just started, has replaced the guardian, where it has to, and then the gateway.
    ///
    /// @param isWanted whether a gateway's command is the new one
    /// @return whether the gateway runs by such a command
    boolean isReplacedByServer(Predicate<List<String>> isWanted) {
        patience.await(() -> isProposed() || isDecided(isWanted));
        patience.await(() -> isDecided(isWanted));
        return isWanted.test(command());
    }

    private boolean isDecided(Predicate<List<String>> isWanted) {
        return isWanted.test(command())
                || Files.exists(data.failedGuardianCommand())
                || Files.exists(data.failedGatewayCommand());
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
}
