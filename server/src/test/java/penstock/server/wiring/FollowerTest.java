package penstock.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Access;
import penstock.kernel.audit.AuditDraft;
import penstock.kernel.control.SystemTimer;
import penstock.kernel.store.Put;
import penstock.kernel.store.SqliteStore;
import penstock.kernel.store.Write;
import penstock.model.Ref;

final class FollowerTest {
    @TempDir private Path folder;

    /// A change is told of once more when that went wrong: nobody else tells the gateway.
    @Test
    void aMistakeEndsNotTheFollowing() throws Exception {
        var mistakes = new AtomicInteger(1);
        var published = new Semaphore(0);
        try (var timer = new SystemTimer();
                var store =
                        SqliteStore.open(
                                folder.resolve("store.db"),
                                folder.resolve("keys"),
                                InstantSource.system())) {
            var resources =
                    new ResourceService(store, Access.administratorOnly(), timer, List.of());
            Runnable publish =
                    () -> {
                        if (mistakes.getAndDecrement() > 0) {
                            throw new NoClassDefFoundError("for a test");
                        }
                        published.release();
                    };
            try (var follower = new Follower(resources, publish, _ -> {})) {
                follower.start();

                var purge = Ref.parse("production/CachePurge/all");
                store.write(
                        new Write(
                                List.of(new Put(purge, Put.ANY, Optional.of("{}"))),
                                new AuditDraft("test", "create", "test")));

                assertThat(published.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }
}
