package penstock.server.wiring;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import penstock.server.wiring.GatewayFolder.Role;

/// Has the guardian replace the gateway or itself, by the rules of `guardian.sh`: one proposal at a time, and each is waited for.
///
/// @param isStopping ends all waiting
record Handover(GatewayFolder folder, BooleanSupplier isStopping) {
    /// For one decision: longer than the guardian itself gives a successor.
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final Duration LOOK = Duration.ofMillis(100);

    /// @return false when what there was goes on
    /// @throws IOException when it could not even be proposed, so it is worth another attempt
    boolean propose(Role role, List<String> command) throws IOException, InterruptedException {
        try (var lock =
                FileChannel.open(
                        folder.handoverLock(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            if (!await(() -> isLocked(lock))) {
                throw new IOException("another process is replacing the gateway");
            }
            awaitOther(role);
            folder.propose(role, command);
            return await(() -> !folder.isProposed(role)) && folder.hasTaken(role, command);
        }
    }

    private static boolean isLocked(FileChannel lock) {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Somebody who was killed may have left a proposal, even one that the guardian has not heard of.
    private void awaitOther(Role role) throws IOException, InterruptedException {
        if (folder.isProposed(role)) {
            folder.proposeAgain(role);
            if (!await(() -> !folder.isProposed(role))) {
                throw new IOException("the guardian does not decide on an earlier proposal");
            }
        }
    }

    private boolean await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        boolean isSo = condition.getAsBoolean();
        while (!isSo && !isStopping.getAsBoolean() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            isSo = condition.getAsBoolean();
        }
        return isSo;
    }
}
