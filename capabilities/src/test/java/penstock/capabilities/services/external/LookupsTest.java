package penstock.capabilities.services.external;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import penstock.capabilities.services.ExternalSpec;
import penstock.capabilities.services.Place;
import penstock.capabilities.services.Whereabouts;
import penstock.model.Decoder;
import penstock.model.Text;
import penstock.testkit.NameServer;

/// Names that are looked up at a DNS server of the test (GW-17, GW-18).
final class LookupsTest {
    private static final int NO_SUCH_NAME = 3;
    private static final int SERVER_FAILURE = 2;

    /// No answer comes late, however busy the machine.
    private static final String PATIENT = "20s";

    private static final String BRIEF = "500ms";

    private final NameServer server = new NameServer();
    private final AtomicInteger changes = new AtomicInteger();
    private final Lookups lookups = new Lookups(_ -> changes.incrementAndGet());

    @AfterEach
    void close() {
        lookups.close();
        server.close();
    }

    /// @param more the time for an answer if it is not a patient one, and what else the resolver is told
    private ExternalSpec spec(String addresses, String more) {
        var text =
                "{ addresses: [%s], resolver: { server: '%s', minTtl: 100ms, maxTtl: 200ms, timeout: %s } }"
                        .formatted(addresses, server.address(), more.isEmpty() ? PATIENT : more);
        return Decoder.decode(
                ExternalSpec.class, Text.readYaml(text, "spec").getFirst(), "", "external");
    }

    private ExternalSpec followed(String addresses, String more) {
        var spec = spec(addresses, more);
        lookups.follow("production/shop", Map.of("shop-1", spec));
        return spec;
    }

    private Whereabouts await(ExternalSpec spec, Predicate<Whereabouts> isThere) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!isThere.test(lookups.find(spec))) {
            assertThat(System.nanoTime())
                    .as("time to wait; known is " + lookups.find(spec))
                    .isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
        return lookups.find(spec);
    }

    private static List<String> endpoints(Whereabouts found) {
        return found.places().stream().map(place -> place.endpoint().toString()).toList();
    }

    private void awaitQuestions(int more) {
        int before = server.asked.get();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (server.asked.get() < before + more) {
            assertThat(System.nanoTime()).as("time to wait").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void aNameHasTheAddressesOfItsLastAnswer() {
        server.addresses("shop.internal", 3600, "10.0.0.6", "10.0.0.5");
        var spec = followed("'shop.internal:8080', '10.0.0.9:80'", "");

        var first = await(spec, Whereabouts::isComplete);
        server.addresses("shop.internal", 0, "10.0.0.7", "10.0.0.6");
        var second = await(spec, found -> !found.equals(first));

        assertThat(endpoints(first))
                .containsExactly("10.0.0.5:8080", "10.0.0.6:8080", "10.0.0.9:80");
        assertThat(endpoints(second))
                .containsExactly("10.0.0.6:8080", "10.0.0.7:8080", "10.0.0.9:80");
        assertThat(second.troubles()).isEmpty();
    }

    @Test
    void theSameAddressesInAnotherOrderAreNoChange() {
        server.addresses("shop.internal", 1, "10.0.0.5", "10.0.0.6", "10.0.0.7");
        await(followed("'shop.internal:80'", ""), Whereabouts::isComplete);

        server.addresses("shop.internal", 1, "10.0.0.7", "10.0.0.5", "10.0.0.6");
        awaitQuestions(5);

        assertThat(changes.get()).isEqualTo(1);
    }

    @Test
    void whatWasKnownStaysWhateverTheServerSays() {
        server.addresses("shop.internal", 1, "10.0.0.5");
        var spec = followed("'shop.internal:80'", "");
        await(spec, Whereabouts::isComplete);
        var troubles = new ArrayList<String>();

        server.forget("shop.internal");
        troubles.addAll(await(spec, found -> !found.troubles().isEmpty()).troubles());
        server.code = SERVER_FAILURE;
        troubles.addAll(await(spec, found -> !troubles.containsAll(found.troubles())).troubles());
        server.code = 0;
        server.addresses("shop.internal", 1);
        troubles.addAll(await(spec, found -> !troubles.containsAll(found.troubles())).troubles());

        assertThat(endpoints(lookups.find(spec))).containsExactly("10.0.0.5:80");
        assertThat(troubles.get(0)).startsWith("shop.internal: NXDomain(" + NO_SUCH_NAME + ")");
        assertThat(troubles.get(1)).startsWith("shop.internal: ServFail(" + SERVER_FAILURE + ")");
        assertThat(troubles.get(2)).startsWith("shop.internal: no A record");
    }

    @Test
    void whatWasKnownStaysWhileTheServerIsSilent() {
        server.addresses("shop.internal", 1, "10.0.0.5");
        var spec = followed("'shop.internal:80'", BRIEF);
        await(spec, found -> found.isComplete() && found.troubles().isEmpty());

        server.isSilent = true;
        var silent = await(spec, found -> !found.troubles().isEmpty());
        server.isSilent = false;

        assertThat(endpoints(silent)).containsExactly("10.0.0.5:80");
        assertThat(silent.troubles().getFirst())
                .startsWith("shop.internal: no answer within 500ms")
                .endsWith("(asked: " + server.address() + ")");
        server.addresses("shop.internal", 1, "10.0.0.6");
        assertThat(endpoints(await(spec, found -> found.troubles().isEmpty())))
                .containsExactly("10.0.0.6:80");
    }

    @Test
    void beforeTheFirstAnswerItIsNotKnownThatThereAreNone() {
        server.isSilent = true;
        var spec = followed("'shop.internal:80'", BRIEF);

        var found = await(spec, each -> !each.troubles().isEmpty());

        assertThat(found.isComplete()).isFalse();
        assertThat(found.places()).isEmpty();
    }

    @Test
    void srvRecordsSayPortPriorityAndWeight() {
        server.servers(
                "_http._tcp.shop.internal",
                1,
                "0 3 8080 a.internal",
                "0 0 8081 b.internal",
                "10 5 8082 c.internal");
        server.addresses("a.internal", 1, "10.0.0.5", "10.0.0.6");
        server.addresses("b.internal", 1, "fd00::7");
        server.addresses("c.internal", 1, "10.0.0.8");
        var spec = followed("'srv:_http._tcp.shop.internal weight=2'", "");

        var found = await(spec, Whereabouts::isComplete);

        assertThat(found.places())
                .extracting(place -> place.endpoint().toString(), Place::weight, Place::priority)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("10.0.0.5:8080", 6, 0),
                        org.assertj.core.groups.Tuple.tuple("10.0.0.6:8080", 6, 0),
                        org.assertj.core.groups.Tuple.tuple("10.0.0.8:8082", 10, 10),
                        org.assertj.core.groups.Tuple.tuple("[fd00:0:0:0:0:0:0:7]:8081", 2, 0));
    }

    @Test
    void aServerWhoseNameIsNotFoundStaysWhereItWasAndIsNamed() {
        server.servers("_http._tcp.shop.internal", 1, "0 1 80 a.internal", "0 1 80 b.internal");
        server.addresses("a.internal", 1, "10.0.0.5");
        server.addresses("b.internal", 1, "10.0.0.6");
        var spec = followed("'srv:_http._tcp.shop.internal'", "");
        await(spec, Whereabouts::isComplete);

        server.forget("b.internal");
        server.addresses("a.internal", 1, "10.0.0.7");
        var found = await(spec, each -> endpoints(each).contains("10.0.0.7:80"));

        assertThat(endpoints(found)).containsExactly("10.0.0.6:80", "10.0.0.7:80");
        assertThat(await(spec, each -> !each.troubles().isEmpty()).troubles().toString())
                .contains("b.internal: NXDomain");
    }

    @Test
    void anAnswerThatDoesNotFitIsAskedForOverTcp() {
        var many = new String[60];
        for (int i = 0; i < many.length; i++) {
            many[i] = "10.0.1." + (i + 1);
        }
        server.addresses("shop.internal", 1, many);

        var found = await(followed("'shop.internal:80'", ""), Whereabouts::isComplete);

        assertThat(found.places()).hasSize(60);
        assertThat(server.askedOverTcp.get()).isPositive();
    }

    @Test
    void noMoreAddressesAreTakenThanTheResolverMayGive() {
        server.addresses("shop.internal", 1, "10.0.0.9", "10.0.0.5", "10.0.0.7");

        var found =
                await(
                        followed("'shop.internal:80'", PATIENT + ", maxAddresses: 2"),
                        Whereabouts::isComplete);

        assertThat(endpoints(found)).containsExactly("10.0.0.5:80", "10.0.0.7:80");
        assertThat(found.troubles().toString())
                .contains(
                        "3 addresses, of which 2 are used (expected: at most resolver.maxAddresses)");
    }

    @Test
    void whatIsNoLongerFollowedIsNotAskedAnyMore() {
        server.addresses("shop.internal", 0, "10.0.0.5");
        server.addresses("other.internal", 0, "10.0.0.6");
        await(followed("'shop.internal:80'", ""), Whereabouts::isComplete);
        var other = spec("'other.internal:80'", "");

        lookups.follow("production/shop", Map.of("shop-2", other));
        await(other, Whereabouts::isComplete);

        assertThat(lookups.find(spec("'shop.internal:80'", "")).isComplete()).isFalse();
        assertThat(lookups.followed("production/shop")).containsOnlyKeys("shop-2");
        lookups.follow("production/shop", Map.of());
        assertThat(lookups.followed("production/shop")).isEmpty();
    }

    @Test
    void addressesThatNobodyCanBeReachedAtAreLeftOutAndNamed() {
        server.addresses("shop.internal", 1, "0.0.0.0", "10.0.0.5", "224.0.0.1");

        var found = await(followed("'shop.internal:80'", ""), Whereabouts::isComplete);

        assertThat(endpoints(found)).containsExactly("10.0.0.5:80");
        assertThat(found.troubles().toString())
                .contains(
                        "shop.internal: host: \"0.0.0.0\" (expected: the IP address of one machine");
    }

    @Test
    void aServiceThatSaysThatItIsNowhereKeepsWhatItHad() {
        server.servers("_http._tcp.shop.internal", 1, "0 1 80 a.internal");
        server.addresses("a.internal", 1, "10.0.0.5");
        var spec = followed("'srv:_http._tcp.shop.internal'", "");
        await(spec, Whereabouts::isComplete);

        server.servers("_http._tcp.shop.internal", 1, "0 0 0 .");
        var found = await(spec, each -> !each.troubles().isEmpty());

        assertThat(endpoints(found)).containsExactly("10.0.0.5:80");
        assertThat(found.troubles())
                .containsExactly("_http._tcp.shop.internal: its SRV records name no server");
    }
}
