package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// The weight is exact, users move one way only, and what has left the table gets nothing more.
class ExactnessTest {

    private static final int USERS_AT_ONCE = 500;

    /// One user for each of the 10,000 cohorts.
    private static String[] oneUserOfEachCohort() {
        var users = new String[Cohorts.COUNT];
        int found = 0;
        for (int number = 0; found < users.length; number++) {
            String user = "user-" + number;
            int cohort = Cohorts.of("salt", user);
            if (users[cohort] == null) {
                users[cohort] = user;
                found++;
            }
        }
        return users;
    }

    /// The cohorts whose user the gateway sends to the candidate, asked through one connection, many at a time.
    private static BitSet onCandidate(RawClient client, String[] users) throws IOException {
        var cohorts = new BitSet();
        for (int from = 0; from < users.length; from += USERS_AT_ONCE) {
            var requests = new StringBuilder();
            for (int cohort = from; cohort < from + USERS_AT_ONCE; cohort++) {
                requests.append("GET / HTTP/1.1\r\nHost: a\r\nCookie: uid=")
                        .append(users[cohort])
                        .append("\r\n\r\n");
            }
            client.send(requests.toString());
            for (int cohort = from; cohort < from + USERS_AT_ONCE; cohort++) {
                cohorts.set(cohort, client.answer().body().equals("candidate"));
            }
        }
        return cohorts;
    }

    @Test
    void everyCohortIsWhereTheWeightSaysMovesOnlyForwardAndComesBackWithARollback()
            throws Exception {
        String[] users = oneUserOfEachCohort();
        try (var stable = RawUpstream.answering(200, "stable");
                var candidate = RawUpstream.answering(200, "candidate");
                var rig = new GatewayRig();
                var client = rig.client()) {
            var before = new BitSet();
            for (int weight : new int[] {0, 1, 2, 1_234, 9_999, 10_000}) {
                rig.serveCandidate(stable, candidate, weight);

                BitSet now = onCandidate(client, users);

                assertThat(now.cardinality()).isEqualTo(weight);
                assertThat(now.nextClearBit(0)).isEqualTo(weight);
                before.andNot(now);
                assertThat(before.isEmpty()).as("nobody goes back to stable").isTrue();
                before = now;
            }

            rig.serveCandidate(stable, candidate, 0);

            assertThat(onCandidate(client, users).isEmpty()).isTrue();
        }
    }

    /// An instance that notes what begins on it after it was said to be off.
    private static final class Watched implements AutoCloseable {
        final AtomicBoolean isOff = new AtomicBoolean();
        final AtomicLong served = new AtomicLong();
        final AtomicInteger late = new AtomicInteger();
        final RawUpstream upstream;

        Watched() throws IOException {
            upstream =
                    new RawUpstream(
                            peer -> {
                                for (String head = peer.head();
                                        !head.isEmpty();
                                        head = peer.head()) {
                                    served.incrementAndGet();
                                    if (isOff.get()) {
                                        late.incrementAndGet();
                                    }
                                    peer.ok("x");
                                }
                            });
        }

        @Override
        public void close() throws IOException {
            upstream.close();
        }
    }

    @Test
    void overThousandsOfSwapsNoRequestBeginsOnAVersionThatWasReportedGoneAndEmpty()
            throws Exception {
        int swaps = 3_000;
        var isOver = new AtomicBoolean();
        var failures = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        try (var one = new Watched();
                var two = new Watched();
                var rig = new GatewayRig()) {
            Watched[] versions = {one, two};
            serve(rig, versions, 0);
            for (int i = 0; i < 6; i++) {
                clients.add(Thread.ofVirtual().start(() -> keepAsking(rig, isOver, failures)));
            }
            for (int swap = 1; swap <= swaps; swap++) {
                Watched next = versions[swap % 2];
                Watched old = versions[1 - swap % 2];
                next.isOff.set(false);
                serve(rig, versions, swap % 2);
                String prefix = "v" + (1 - swap % 2) + "-";
                Await.until(
                        () ->
                                rig.inFlight().stream()
                                        .noneMatch(busy -> busy.instanceId().startsWith(prefix)));
                old.isOff.set(true);
            }
            isOver.set(true);
            for (Thread client : clients) {
                client.join();
            }

            assertThat(one.late.get() + two.late.get()).isZero();
            assertThat(failures).hasValue(0);
            assertThat(one.served.get()).isPositive();
            assertThat(two.served.get()).isPositive();
            long counted = rig.observed("v0").requests() + rig.observed("v1").requests();
            assertThat(counted).isEqualTo(one.served.get() + two.served.get());
        }
    }

    private static void serve(GatewayRig rig, Watched[] versions, int index) {
        var version = GatewayRig.version("v" + index, versions[index].upstream);
        rig.serve(GatewayRig.route(Split.all(version), Limits.DEFAULT, Rules.DEFAULT));
    }

    private static void keepAsking(GatewayRig rig, AtomicBoolean isOver, AtomicInteger failures) {
        byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (var client = rig.client()) {
            while (!isOver.get()) {
                client.socket.getOutputStream().write(request);
                if (client.answer().status() != 200) {
                    failures.incrementAndGet();
                }
            }
        } catch (IOException failed) {
            failures.incrementAndGet();
        }
    }
}
