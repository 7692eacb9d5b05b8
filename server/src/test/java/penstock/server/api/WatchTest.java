package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.store.SqliteSettings;

final class WatchTest {
    private static final String GADGETS = "/api/v1/environments/production/gadgets";

    @TempDir Path folder;
    private TestApi api;

    @BeforeEach
    void start() {
        api = TestApi.start(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private EventStream watch(String path) throws IOException, InterruptedException {
        var response = api.open(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        return new EventStream(response.body());
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 20 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void sendsPastAndComingChangesInOrder() throws Exception {
        api.gadget("lamp", 1);
        api.gadget("lamp", 2);

        try (var events = watch(GADGETS + "?watch=1")) {
            var past = events.next("put");
            api.gadget("fan", 3);
            var created = events.next("put");
            api.send("DELETE", GADGETS + "/lamp", "");
            var deleted = events.next("delete");

            assertThat(past.id()).isEqualTo("2");
            assertThat(past.json().textAt("spec", "size")).isEqualTo("2");
            assertThat(past.json().textAt("metadata", "revision")).isEqualTo("2");
            assertThat(created.id()).isEqualTo("3");
            assertThat(created.json().textAt("metadata", "name")).isEqualTo("fan");
            assertThat(deleted.id()).isEqualTo("4");
            assertThat(deleted.json().textAt("kind")).isEqualTo("Gadget");
            assertThat(deleted.json().textAt("metadata", "name")).isEqualTo("lamp");
            assertThat(deleted.json().textAt("metadata", "environment")).isEqualTo("production");
        }
    }

    @Test
    void sendsOnlyTheWatchedKindEnvironmentAndName() throws Exception {
        try (var events = watch(GADGETS + "?watch=0");
                var one = watch(GADGETS + "/fan?watch=0");
                var everywhere = watch("/api/v1/gadgets?watch=0")) {
            api.put("/api/v1/charters/rights", "spec: {text: be kind}");
            api.put("/api/v1/environments/staging/gadgets/lamp", "spec: {size: 5}");
            api.gadget("lamp", 6);
            api.gadget("fan", 7);

            assertThat(events.next("put").id()).isEqualTo("3");
            assertThat(events.next("put").id()).isEqualTo("4");
            assertThat(one.next("put").id()).isEqualTo("4");
            assertThat(everywhere.next("put").id()).isEqualTo("2");
        }
    }

    @Test
    void aSilentWatchGetsHeartbeatsWithThePresentRevision() throws Exception {
        try (var events = watch(GADGETS + "?watch=0")) {
            api.put("/api/v1/charters/rights", "spec: {text: be kind}");

            var beat = events.next("heartbeat");
            while (beat.id().equals("0")) {
                beat = events.next("heartbeat");
            }

            assertThat(beat.id()).isEqualTo("1");
        }
    }

    @Test
    void aWatchLivesLongerThanTheIdleTimeoutOfConnections() throws Exception {
        try (var events = watch(GADGETS + "?watch=0")) {
            long began = System.nanoTime();
            while (System.nanoTime() - began < Duration.ofMillis(1_500).toNanos()) {
                events.next("heartbeat");
            }
            api.gadget("lamp", 1);

            assertThat(events.next("put", "end").name()).isEqualTo("put");
        }
    }

    @Test
    void goesOnFromTheSameRevisionAfterARestartOfTheServer() throws Exception {
        api.gadget("lamp", 1);
        EventStream.Event last;
        try (var events = watch(GADGETS + "?watch=0")) {
            last = events.next("put");
            api.gadget("lamp", 2);
            api.close();
            events.next("end");
        }

        api = TestApi.start(folder);
        api.gadget("lamp", 3);

        try (var events = watch(GADGETS + "?watch=" + last.id())) {
            assertThat(events.next("put").json().textAt("spec", "size")).isEqualTo("2");
            assertThat(events.next("put").json().textAt("spec", "size")).isEqualTo("3");
        }
    }

    @Test
    void reconnectsByTheLastEventId() throws Exception {
        api.gadget("lamp", 1);
        api.gadget("lamp", 2);
        var request = api.request(GADGETS + "?watch=0").header("Last-Event-ID", "1").GET().build();

        var response =
                api.client.send(request, java.net.http.HttpResponse.BodyHandlers.ofInputStream());

        try (var events = new EventStream(response.body())) {
            assertThat(events.next("put").id()).isEqualTo("2");
        }
    }

    @Test
    void aWatcherTooFarBehindIsToldToListAgain() {
        api.close();
        api =
                TestApi.start(
                        folder,
                        TestApi.LIMITS,
                        SqliteSettings.defaults().withKeptChanges(2).withRecent(1));
        for (int i = 1; i <= 10; i++) {
            api.gadget("lamp", i);
        }

        var late = api.get(GADGETS + "?watch=1");
        var early = api.get(GADGETS + "?watch=99");

        assertThat(late.status()).isEqualTo(410);
        assertThat(late.code()).isEqualTo("too-far-behind");
        assertThat(late.detail()).contains("List again and watch from the revision of the list");
        assertThat(early.status()).isEqualTo(410);
        assertThat(early.detail()).startsWith("There is no revision 99 yet (newest: 10).");
    }

    @Test
    void endsWhenTheClientGoesAway() throws Exception {
        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), api.port())) {
            var head =
                    "GET "
                            + GADGETS
                            + "?watch=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + TestApi.TOKEN
                            + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            until(() -> api.openStreams() == 1);
        }

        until(() -> api.openStreams() == 0);
    }

    @Test
    void manyWatchersSeeTheSameChange() throws Exception {
        var watchers = new ArrayList<EventStream>();
        for (int i = 0; i < 150; i++) {
            watchers.add(watch(GADGETS + "?watch=0"));
        }

        api.gadget("lamp", 1);

        for (var watcher : watchers) {
            assertThat(watcher.next("put").id()).isEqualTo("1");
            watcher.close();
        }
        until(() -> api.openStreams() == 0);
    }

    @Test
    void oneWatchTooManyIsToldSo() throws Exception {
        var watchers = new ArrayList<EventStream>();
        for (int i = 0; i < 200; i++) {
            watchers.add(watch(GADGETS + "?watch=0"));
        }

        var refused = api.get(GADGETS + "?watch=0");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("unavailable");
        assertThat(refused.detail()).startsWith("Too many watches are open (limit: 200).");
        watchers.forEach(EventStream::close);
    }
}
