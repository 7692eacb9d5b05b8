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
import penstock.kernel.store.SqliteSettings;
import penstock.kernel.store.SqliteStore;
import penstock.kernel.store.Store;
import penstock.kernel.store.Write;
import penstock.model.Ref;

final class FollowerTest {
    private static final String PURGE = "production/CachePurge/all";

    @TempDir private Path folder;

    /// A change is told of once more when that went wrong: nobody else tells the gateway.
    @Test
    void aMistakeEndsNotTheFollowing() throws Exception {
        var mistakes = new AtomicInteger(1);
        var published = new Semaphore(0);
        try (var timer = new SystemTimer();
                var store = open(SqliteSettings.defaults())) {
            Runnable publish =
                    () -> {
                        if (mistakes.getAndDecrement() > 0) {
                            throw new NoClassDefFoundError("for a test");
                        }
                        published.release();
                    };
            try (var follower = new Follower(resources(store, timer), publish, _ -> {})) {
                follower.start();

                write(store, PURGE);

                assertThat(published.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /// Who has missed changes takes everything for changed.
    @Test
    void whatWasForgottenBeforeItCouldBeFollowedIsToldOfAllTheSame() throws Exception {
        var begun = new Semaphore(0);
        var mayEnd = new Semaphore(0);
        try (var timer = new SystemTimer();
                var store = open(SqliteSettings.defaults().withKeptChanges(2).withRecent(1))) {
            Runnable publish =
                    () -> {
                        begun.release();
                        mayEnd.acquireUninterruptibly();
                    };
            try (var follower = new Follower(resources(store, timer), publish, _ -> {})) {
                follower.start();
                write(store, PURGE);
                assertThat(begun.tryAcquire(60, TimeUnit.SECONDS)).isTrue();

                write(store, PURGE);
                for (int i = 0; i < 5; i++) {
                    write(store, "production/CheckResult/any");
                }
                mayEnd.release(10);

                assertThat(begun.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private SqliteStore open(SqliteSettings settings) {
        return SqliteStore.open(
                folder.resolve("store.db"),
                folder.resolve("keys"),
                InstantSource.system(),
                settings);
    }

    private static ResourceService resources(Store store, SystemTimer timer) {
        return new ResourceService(store, Access.administratorOnly(), timer, List.of());
    }

    private static void write(Store store, String ref) {
        store.write(
                new Write(
                        List.of(new Put(Ref.parse(ref), Put.ANY, Optional.of("{}"))),
                        new AuditDraft("test", "create", "test")));
    }
}
