package penstock.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.audit.AuditChain;

final class CommitterTest {
    @TempDir Path folder;

    /// What is committed stays so, and the next who writes does not wait for ever.
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMistakeAfterACommitEndsNotTheOnlyWriter() throws Exception {
        var file = folder.resolve("store.db");
        try (var session = Session.writing(file)) {
            Schema.migrate(session);
            var start = new Transaction.Position(0, 0, AuditChain.START);
            var committer =
                    new Committer(
                            file,
                            session,
                            InstantSource.system(),
                            new Feed(0, 16),
                            Reserve.open(file),
                            new Committer.Loaded(start, 0, 16));
            var mistakes = new AtomicInteger(1);
            committer.start(
                    () -> {
                        if (mistakes.getAndDecrement() > 0) {
                            throw new NoClassDefFoundError("for a test");
                        }
                    });

            String first = committer.run(_ -> "first");
            String second = committer.run(_ -> "second");

            assertThat(List.of(first, second)).containsExactly("first", "second");

            committer.close();
        }
    }
}
