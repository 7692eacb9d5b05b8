package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases and rollouts: what is sent, what is shown, and the exit codes that scripts rely on.
class ReleaseTest {
    private static final String SHOP = "/api/v1/environments/production/services/shop";
    private static final String ROLLOUT = "/api/v1/environments/production/rollouts/shop-7";

    private final Path folder;
    private final FakeServer server;

    ReleaseTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
        server.store(SHOP, "{kind: Service, metadata: {name: shop}, spec: {}}");
        server.answer(
                "POST " + SHOP + "/release",
                200,
                "{\"release\":{},\"rollout\":" + rollout("pending", "0%", "") + "}");
        Files.writeString(folder.resolve("shop.jar"), "program");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String rollout(String phase, String weight, String message) {
        return """
        {"kind":"Rollout","metadata":{"name":"shop-7","created":{"by":"a","at":"2026-11-21T07:59:00Z"}},
         "spec":{"service":"shop","release":"shop-1-4-2","version":"1.4.2"},
         "status":{"phase":"%s","weight":"%s","message":"%s","evidence":{"verdict":"not-known","sentence":"Nothing is known.","candidate":{"requests":31}}}}
        """
                .formatted(phase, weight, message);
    }

    private Ran release(String... more) {
        var arguments =
                new java.util.ArrayList<>(
                        java.util.List.of(
                                "release", "shop", "--version", "1.4.2", "--artefact", "shop.jar"));
        arguments.addAll(java.util.List.of(more));
        return Ran.command(folder, arguments.toArray(String[]::new));
    }

    @Test
    void aPromotedReleaseEndsWithZeroAndOneLineForEachChange() {
        server.answer("GET " + ROLLOUT, 200, rollout("progressing", "5%", "step 1 of 3"));
        server.answer("GET " + ROLLOUT, 200, rollout("progressing", "5%", "step 1 of 3"));
        server.answer("GET " + ROLLOUT, 200, rollout("completed", "100%", "not worse"));

        var ran =
                release(
                        "--env",
                        "A=1",
                        "--provenance",
                        "commit=abc",
                        "--reason",
                        "ticket 9",
                        "--profile",
                        "canary");

        assertThat(ran)
                .isEqualTo(
                        new Ran(
                                0,
                                """
                                rollout/shop-7 started
                                shop 1.4.2  progressing  5%  step 1 of 3
                                shop 1.4.2 completed after 0 s
                                  not worse
                                  Nothing is known.
                                  requests the candidate got: 31
                                """,
                                ""));
        assertThat(server.requests())
                .contains("PUT /api/v1/artefacts?name=shop.jar program")
                .contains(
                        "POST "
                                + SHOP
                                + "/release reason=ticket 9 {\"version\":\"1.4.2\",\"artefact\":{\"digest\":\"sha256:abc\","
                                + "\"size\":7,\"name\":\"a\"},\"env\":{\"A\":\"1\"},\"provenance\":{\"commit\":\"abc\"},"
                                + "\"profile\":\"canary\"}");
    }

    @Test
    void instancesThatSomebodyElseRunsAreNamedByTheirAddresses() {
        var ran =
                Ran.command(
                        folder,
                        "release",
                        "shop",
                        "--version",
                        "1.4.2",
                        "--address",
                        "10.0.0.5:8080",
                        "--address",
                        "[2001:db8::1]:8080",
                        "--no-wait");

        assertThat(ran).isEqualTo(new Ran(0, "rollout/shop-7 started\n", ""));
        assertThat(server.requests())
                .anyMatch(
                        request ->
                                request.startsWith("POST " + SHOP + "/release ")
                                        && request.contains(
                                                "\"addresses\":[\"10.0.0.5:8080\",\"[2001:db8::1]:8080\"]"))
                .noneMatch(request -> request.contains("/artefacts"));
    }

    @Test
    void aReleaseWithoutAddressesSaysNothingOfThem() {
        release("--no-wait");

        assertThat(server.requests()).noneMatch(request -> request.contains("addresses"));
    }

    @Test
    void aRolledBackReleaseEndsWithThree() {
        server.answer(
                "GET " + ROLLOUT, 200, rollout("rolled-back", "0%", "more errors than 1.4.1"));

        var ran = release();

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).contains("rolled-back").contains("more errors than 1.4.1");
    }

    @Test
    void aFailedReleaseEndsWithOne() {
        server.answer("GET " + ROLLOUT, 200, rollout("failed", "0%", "never became ready"));

        assertThat(release().exit()).isEqualTo(1);
    }

    @Test
    void aReleaseThatIsNotOverInTimeEndsWithFour() {
        server.answer("GET " + ROLLOUT, 200, rollout("paused", "5%", ""));

        var ran =
                Ran.ticking(
                        folder,
                        "release",
                        "shop",
                        "--version",
                        "1",
                        "--artefact",
                        "shop.jar",
                        "--timeout",
                        "1s");

        assertThat(ran.exit()).isEqualTo(4);
        assertThat(ran.err()).contains("penstock rollout watch shop");
    }

    @Test
    void withoutWaitingItReturnsOnceTheRolloutExists() {
        var ran = release("--no-wait");

        assertThat(ran).isEqualTo(new Ran(0, "rollout/shop-7 started\n", ""));
    }

    @Test
    void anArtefactThatDoesNotExistIsWrongUsageAndNothingIsSent() {
        var ran = Ran.command(folder, "release", "shop", "--version", "1", "--artefact", "no.jar");

        assertThat(ran).isEqualTo(new Ran(2, "", "--artefact: no.jar does not exist.\n"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aServiceWithoutAnArtefactIsReleasedByItsVersionAlone() {
        var ran = Ran.command(folder, "release", "shop", "--version", "1", "--no-wait");

        assertThat(ran).isEqualTo(new Ran(0, "rollout/shop-7 started\n", ""));
        assertThat(server.requests()).noneMatch(request -> request.toString().contains("artefact"));
    }

    @Test
    void aMissingVersionIsWrongUsage() {
        var ran = Ran.command(folder, "release", "shop", "--artefact", "shop.jar");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("--version");
    }

    @Test
    void steeringActsOnTheNewestRolloutOfTheService() {
        server.store(
                "/api/v1/environments/production/rollouts/shop-7",
                rollout("progressing", "5%", ""));
        server.store(
                "/api/v1/environments/production/rollouts/shop-6",
                rollout("completed", "100%", "")
                        .replace("shop-7", "shop-6")
                        .replace("07:59", "07:00"));

        for (var verb : new String[] {"pause", "resume", "promote", "abort", "approve"}) {
            var ran = Ran.command(folder, "rollout", verb, "shop", "--reason", "because");

            assertThat(ran).isEqualTo(new Ran(0, "rollout/shop-7: " + verb + " recorded\n", ""));
            assertThat(server.requests())
                    .contains("POST " + ROLLOUT + "/" + verb + " reason=because {}");
        }
    }

    @Test
    void historyListsTheNewestFirst() {
        server.store(
                "/api/v1/environments/production/rollouts/a",
                rollout("completed", "100%", "").replace("07:59", "07:00"));
        server.store(
                "/api/v1/environments/production/rollouts/b",
                rollout("rolled-back", "0%", "worse"));

        var ran = Ran.command(folder, "rollout", "history", "shop");

        assertThat(ran.out())
                .isEqualTo(
                        """
                        ROLLOUT   RELEASE   PHASE         WEIGHT   AGE   MESSAGE
                        shop-7    1.4.2     rolled-back   0%       60s   worse
                        shop-7    1.4.2     completed     100%     60m
                        """);
    }

    @Test
    void rollbackNamesTheVersion() {
        var ran = Ran.command(folder, "rollout", "rollback", "shop", "--to", "1.4.1");

        assertThat(ran.exit()).isZero();
        assertThat(server.requests()).contains("POST " + SHOP + "/rollback {\"to\":\"1.4.1\"}");
    }

    @Test
    void aServiceWithoutRolloutIsSaidSo() {
        var ran = Ran.command(folder, "rollout", "status", "shop");

        assertThat(ran).isEqualTo(new Ran(1, "", "\"shop\" has no rollout in production.\n"));
    }
}
