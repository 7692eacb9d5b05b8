package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.bench.loss.Addresses.Verdict;
import penstock.cli.load.Answer;
import penstock.cli.load.Ending;
import penstock.cli.load.Outcome;
import penstock.cli.load.Shot;

/// At second 100 the file begins to deny 10.77.1.0/24 in place of 10.77.0.0/24.
class AddressesTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir private Path folder;
    private Addresses addresses;

    @BeforeEach
    void turn() throws IOException {
        addresses = new Addresses(folder);
        addresses.turn(() -> 100 * SECOND);
    }

    private static Shot from(String address) {
        return Shot.get("/get/1").with("X-Forwarded-For", address);
    }

    private Verdict verdict(String address, long second) {
        return addresses.verdict(from(address), second * SECOND, second * SECOND + 1, 0);
    }

    @Test
    void someMayAlwaysAndSomeNever() {
        assertThat(verdict("10.1.2.3", 100)).isEqualTo(Verdict.ADMITTED);
        assertThat(verdict("10.66.7.1", 100)).isEqualTo(Verdict.ADMITTED);
        assertThat(verdict("10.66.6.1", 100)).isEqualTo(Verdict.DENIED);
        assertThat(verdict("192.168.1.1", 100)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void whoIsDeniedByTurnsIsSoOnceTheGatewayHasLooked() throws IOException {
        assertThat(Files.readString(addresses.denied())).contains("\n10.77.1.0/24\n");
        assertThat(verdict("10.77.0.9", 99)).isEqualTo(Verdict.DENIED);
        assertThat(verdict("10.77.1.9", 99)).isEqualTo(Verdict.ADMITTED);
        assertThat(verdict("10.77.0.9", 101)).isEqualTo(Verdict.EITHER);
        assertThat(verdict("10.77.1.9", 101)).isEqualTo(Verdict.EITHER);
        assertThat(verdict("10.77.2.9", 101)).isEqualTo(Verdict.ADMITTED);
        assertThat(verdict("10.77.0.9", 105)).isEqualTo(Verdict.ADMITTED);
        assertThat(verdict("10.77.1.9", 105)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void aWrongVerdictOfTheGatewayIsAMistake() {
        try (var starvation = new Starvation(() -> 0L)) {
            var denials = new Denials(Optional.of(addresses), starvation);

            assertThat(denials.isDenied(ending("10.77.1.9", Outcome.ERROR, 403))).isTrue();
            assertThat(denials.isDenied(ending("10.1.2.3", Outcome.OK, 200))).isFalse();
            assertThat(denials.isDenied(ending("10.77.1.9", Outcome.BROKEN, 0))).isFalse();
            assertThat(denials.mistakes(_ -> 0)).isEmpty();
            assertThat(denials.isDenied(ending("10.1.2.3", Outcome.ERROR, 403))).isTrue();
            assertThat(denials.isDenied(ending("10.77.1.9", Outcome.OK, 200))).isFalse();

            assertThat(denials.mistakes(_ -> 0))
                    .satisfiesExactly(
                            one -> assertThat(one).startsWith("ADMITTED got 403: 10.1.2.3"),
                            two -> assertThat(two).startsWith("DENIED got 200: 10.77.1.9"));
            assertThat(denials.mistakes(_ -> 1))
                    .filteredOn(one -> one.startsWith("an instance got"))
                    .hasSize(3);
        }
    }

    @Test
    void whereListsAreOnlyTriedNobodyIsDenied() {
        var aside = Shot.get("/aside/get/1").with("X-Forwarded-For", "192.168.1.1");
        try (var starvation = new Starvation(() -> 0L)) {
            var denials = new Denials(Optional.of(addresses), starvation);

            denials.isDenied(ending(aside, Outcome.OK, 200));
            assertThat(denials.mistakes(_ -> 0)).isEmpty();
            assertThat(denials.spared()).isEqualTo(1);
            denials.isDenied(ending(aside, Outcome.ERROR, 403));

            assertThat(denials.mistakes(_ -> 0)).hasSize(1);
        }
    }

    private static Ending ending(String address, Outcome outcome, int status) {
        return ending(from(address), outcome, status);
    }

    private static Ending ending(Shot shot, Outcome outcome, int status) {
        var answer = new Answer(outcome, status, "", false, Map.of(), "");
        return new Ending(shot, answer, 200 * SECOND, 200 * SECOND, 201 * SECOND);
    }

    @Test
    void aRunHasRequestsFromEverywhere() {
        var random = new java.util.Random(1);
        var shots =
                java.util.stream.Stream.generate(
                                () -> Addresses.from(Shot.get("/get/1"), 85, random))
                        .limit(1_000)
                        .toList();

        for (var range : List.of("10.1.", "10.66.7.", "10.66.3.", "192.168.", "10.77.2.")) {
            assertThat(shots).anyMatch(shot -> Addresses.of(shot).startsWith(range));
        }
    }
}
