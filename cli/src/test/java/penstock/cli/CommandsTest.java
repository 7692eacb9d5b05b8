package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Text;

/// Commands against the API: what they send, print and end with.
class CommandsTest {
    private static final String SERVICES = "/api/v1/environments/production/services";
    private static final String SHOP =
            """
            apiVersion: penstock/v1
            kind: Service
            metadata: { name: shop }
            spec: { instances: 2 }
            """;

    private final Path folder;
    private FakeServer server;

    CommandsTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
    }

    @BeforeEach
    void aServiceThatRuns() {
        server.store(
                SERVICES + "/web",
                """
                apiVersion: penstock/v1
                kind: Service
                metadata:
                  name: web
                  environment: production
                  revision: 7
                  generation: 3
                  created: { by: ada, at: 2026-11-21T07:57:00Z }
                spec: { instances: 2, host: web.localhost }
                status:
                  version: 1.4.2
                  ready: 2/2
                  conditions:
                    - { type: Ready, status: "true", reason: AllReady, message: all answer, since: 2026-11-21T07:59:30Z }
                """);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
        return name;
    }

    @Test
    void applySaysWhetherAResourceWasCreatedUpdatedOrLeftAsItWas() throws IOException {
        var file = write("shop.yaml", SHOP);

        var first = Ran.command(folder, "apply", "-f", file, "--reason", "new shop");
        var second = Ran.command(folder, "apply", "-f", file);
        write("shop.yaml", SHOP.replace("2", "3"));
        var third = Ran.command(folder, "apply", "-f", file);

        assertThat(first).isEqualTo(new Ran(0, "service/shop created\n", ""));
        assertThat(second).isEqualTo(new Ran(0, "service/shop unchanged\n", ""));
        assertThat(third).isEqualTo(new Ran(0, "service/shop updated\n", ""));
        assertThat(server.requests())
                .anyMatch(line -> line.startsWith("PUT " + SERVICES + "/shop reason=new shop"));
    }

    @Test
    void applyTellsEveryMistakeOfEveryDocumentAndChangesNothing() throws IOException {
        write(
                "all/a.yaml",
                SHOP
                        + "---\n"
                        + SHOP.replace("shop", "bad").replace("instances: 2", "broken: true"));
        write("all/b.yaml", "apiVersion: penstock/v1\nkind: Servic\nmetadata: { name: x }\n");
        write("all/c.yaml", "kind: [unclosed\n");
        write("all/ignored.txt", "no manifest");

        var ran = Ran.command(folder, "apply", "-f", "all");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .anyMatch(line -> line.contains("(did you mean \"Service\"?)"))
                .anyMatch(line -> line.contains("c.yaml line "))
                .anyMatch(line -> line.endsWith("a.yaml: service/bad spec.a: wrong [line 9]"))
                .anyMatch(
                        line ->
                                line.endsWith(
                                        "a.yaml: service/bad spec.b: missing (required) [line 9]"))
                .hasSize(4);
        assertThat(server.requests())
                .filteredOn(line -> line.startsWith("PUT"))
                .allMatch(line -> line.contains("dryRun"));
    }

    @Test
    void aMistakeIsToldByItsLineInTheFileAndNotInWhatWasSent() throws IOException {
        server.answer(
                "PUT " + SERVICES + "/shop?dryRun=true",
                400,
                """
                {"code":"invalid","detail":"service/shop spec.steps[1].weight: 130% (expected: a percentage) [line 1]\\nservice/shop spec.run: missing (required) [line 1]\\nservice/shop : no more",
                 "violations":[{"path":"spec.steps[1].weight","message":"130% (expected: a percentage) [line 1]"},
                  {"path":"spec.run","message":"missing (required) [line 1]"},{"path":"","message":"no more"}]}
                """);
        var file =
                write(
                        "shop.yaml",
                        """
                        # the shop
                        apiVersion: penstock/v1
                        kind: Service
                        metadata: { name: shop }
                        spec:
                          steps:
                            - weight: 1%
                            - hold: 5m
                              weight: 130%
                        """);

        var applied = Ran.command(folder, "apply", "-f", file);
        var compared = Ran.command(folder, "diff", "-f", file);

        assertThat(applied.err().lines())
                .containsExactly(
                        "shop.yaml: service/shop spec.steps[1].weight: 130% (expected: a percentage) [line 9]",
                        "shop.yaml: service/shop spec.run: missing (required) [line 5]",
                        "shop.yaml: service/shop : no more [line 2]");
        assertThat(compared.err()).isEqualTo(applied.err());
    }

    @Test
    void anHttpRouteOfKubernetesIsARoute() throws IOException {
        var manifest =
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: { name: front }
                spec:
                  parentRefs: [{ name: gateway }]
                  rules: [{ backendRefs: [{ name: web, port: 80 }] }]
                """;

        var good = Ran.command(folder, "apply", "-f", write("good.yaml", manifest));
        var bad =
                Ran.command(
                        folder,
                        "apply",
                        "-f",
                        write("bad.yaml", manifest.replace("port: 80", "portt: 80")));

        assertThat(good.exit()).isZero();
        assertThat(good.out()).isEqualTo("route/front created\n");
        assertThat(good.err())
                .contains("good.yaml: httproute/front spec.parentRefs: ignored (the gateway");
        assertThat(server.requests())
                .anyMatch(line -> line.contains("/environments/production/routes/front"));
        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.err())
                .contains(
                        "bad.yaml: httproute/front spec.rules[0].backendRefs[0].portt: not supported (did you mean \"port\"?)");
    }

    @Test
    void applyReadsStandardInputAndADryRunStoresNothing() {
        var ran = Ran.withInput(folder, SHOP, "apply", "-f", "-", "--dry-run");

        assertThat(ran).isEqualTo(new Ran(0, "service/shop created (dry run)\n", ""));
        assertThat(Ran.command(folder, "get", "service", "shop").exit()).isEqualTo(1);
    }

    @Test
    void applyStoresKindsOfTheInstallationBeforeWhatMayNameThem() {
        var profile =
                "apiVersion: penstock/v1\nkind: Profile\nmetadata: { name: careful }\nspec: {}\n";

        var ran = Ran.withInput(folder, SHOP + "---\n" + profile, "apply", "-f", "-");

        assertThat(ran.out()).isEqualTo("profile/careful created\nservice/shop created\n");
    }

    @Test
    void aFileThatDoesNotExistIsNamed() {
        var ran = Ran.command(folder, "apply", "-f", "nowhere.yaml");

        assertThat(ran).isEqualTo(new Ran(1, "", "nowhere.yaml: does not exist\n"));
    }

    @Test
    void getPrintsTheColumnsThatTheKindBrings() {
        var table = Ran.command(folder, "get", "services");

        assertThat(table)
                .isEqualTo(
                        new Ran(
                                0,
                                """
                                NAME   VERSION   READY   AGE
                                web    1.4.2     2/2     3m
                                """,
                                ""));
    }

    @Test
    void getUnderstandsNounPluralNameAndShortForm() {
        for (var word : new String[] {"service", "services", "Service", "ser", "SERVICES"}) {
            var ran = Ran.command(folder, "get", word, "-o", "name");

            assertThat(ran).isEqualTo(new Ran(0, "service/web\n", ""));
        }
    }

    @Test
    void getPrintsJsonAndYaml() {
        var one = Ran.command(folder, "get", "service", "web", "-o", "json");
        var all = Ran.command(folder, "get", "service", "-o", "json");
        var yaml = Ran.command(folder, "get", "service", "web", "-o", "yaml");

        assertThat(one.out())
                .startsWith("{\"apiVersion\":\"penstock/v1\"")
                .contains("\"version\":\"1.4.2\"");
        assertThat(all.out()).startsWith("{\"items\":[{\"apiVersion\"");
        assertThat(yaml.out()).startsWith("apiVersion: penstock/v1\nkind: Service\n");
    }

    @Test
    void anUnknownKindIsWrongUsageWithASuggestion() {
        var ran = Ran.command(folder, "get", "servces");

        assertThat(ran)
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "\"servces\" (expected: one of service, rollout, route, profile) (did you mean \"services\"?)\n"));
    }

    @Test
    void anUnknownOutputFormIsWrongUsageWithTheForms() {
        var ran = Ran.command(folder, "get", "services", "-o", "jsn");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo(
                        "--output: \"jsn\" (expected: table, yaml, json, name) (did you mean \"json\"?)\n");
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        var ran = Ran.command(folder, "aply");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("aply").contains("apply");
    }

    @Test
    void theEnvironmentIsChosenByOption() {
        Ran.command(folder, "get", "services", "-e", "staging");

        assertThat(server.requests()).contains("GET /api/v1/environments/staging/services");
    }

    @Test
    void aMissingResourceIsOneLine() {
        var ran = Ran.command(folder, "get", "service", "wbe");

        assertThat(ran).isEqualTo(new Ran(1, "", SERVICES + "/wbe does not exist.\n"));
    }

    @Test
    void describeShowsSpecStatusAndConditions() {
        var ran = Ran.command(folder, "describe", "service", "web");

        assertThat(ran.out())
                .isEqualTo(
                        """
                        service/web
                          environment  production
                          revision     7
                          created      2026-11-21T07:57:00Z by ada (3m ago)
                        spec
                          instances: 2
                          host: web.localhost
                        status
                          version: 1.4.2
                          ready: 2/2
                        CONDITION   STATUS   REASON     SINCE   MESSAGE
                        Ready       true     AllReady   30s     all answer
                        """);
    }

    @Test
    void diffShowsOnlyWhatWouldChange() throws IOException {
        var file =
                write(
                        "web.yaml",
                        """
                        apiVersion: penstock/v1
                        kind: Service
                        metadata: { name: web }
                        spec: { instances: 3, host: web.localhost }
                        """);

        var ran = Ran.command(folder, "diff", "-f", file, "--exit-code");

        assertThat(ran)
                .isEqualTo(
                        new Ran(
                                1,
                                """
                                service/web
                                  spec:
                                -   instances: 2
                                +   instances: 3
                                    host: web.localhost
                                """,
                                ""));
    }

    @Test
    void deleteGoesOnAfterANameThatDoesNotExist() {
        var ran = Ran.command(folder, "delete", "service", "nobody", "web");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo("service/web deleted\n");
        assertThat(ran.err()).isEqualTo(SERVICES + "/nobody does not exist.\n");
    }

    @Test
    void auditVerifyEndsWithOneWhenTheChainIsBroken() {
        server.answer("GET /api/v1/audit/verify", 200, "{\"intact\":true,\"entries\":12}");
        server.answer(
                "GET /api/v1/audit/verify",
                200,
                "{\"intact\":false,\"message\":\"Entry 7 was changed.\"}");

        var whole = Ran.command(folder, "audit", "verify");
        var broken = Ran.command(folder, "audit", "verify");

        assertThat(whole).isEqualTo(new Ran(0, "The audit log is whole (12 entries).\n", ""));
        assertThat(broken).isEqualTo(new Ran(1, "", "Entry 7 was changed.\n"));
    }

    @Test
    void logsPrintsTheLines() {
        server.answer("GET " + SERVICES + "/web/logs?follow=false&tail=2", 200, "one\ntwo\n");

        var ran = Ran.command(folder, "logs", "web", "--tail", "2");

        assertThat(ran).isEqualTo(new Ran(0, "one\ntwo\n", ""));
    }

    @Test
    void withoutAServerTheRemedyIsOneLine() {
        var ran = Ran.command(folder, "get", "services", "--data", "elsewhere");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("penstock up --data")
                .contains("elsewhere");
    }

    @Test
    void aRunFileOfAProcessThatHasEndedMeansNoServer() throws IOException {
        write(
                "old/run/server.json",
                "{\"pid\":"
                        + ProcessHandle.current().pid()
                        + ",\"startTime\":\"1\",\"url\":\"http://x\"}");

        var ran = Ran.command(folder, "get", "services", "--data", "old");

        assertThat(ran.err()).startsWith("No server runs from ");
    }

    @Test
    void severalKindsAreListedAtOnce() {
        server.store(
                "/api/v1/profiles/careful",
                "{kind: Profile, metadata: {name: careful, created: {at: 2026-11-21T07:57:00Z}}}");

        var tables = Ran.command(folder, "get", "services,rollouts,profiles");
        var names = Ran.command(folder, "get", "services,profile,service", "-o", "name");
        var json = Ran.command(folder, "get", "services,profiles", "-o", "json");
        var yaml = Ran.command(folder, "get", "services,profiles", "-o", "yaml");

        assertThat(tables.exit()).isZero();
        assertThat(tables.out())
                .matches("(?s)services:\nNAME .*\nweb .*\n\nprofiles:\nNAME .*\ncareful .*\n");
        assertThat(tables.err()).isEqualTo("No rollouts in production.\n");
        assertThat(names.out()).isEqualTo("service/web\nprofile/careful\n");
        assertThat(Text.readJson(json.out()).at("items").orElseThrow().asList()).hasSize(2);
        assertThat(Text.readYaml(yaml.out(), "test")).hasSize(2);
    }

    @Test
    void whatIsNotPossibleWithSeveralKindsIsTold() {
        var watched = Ran.command(folder, "get", "services,rollouts", "--watch");
        var unknown = Ran.command(folder, "get", "services,rolluots");
        var described = Ran.command(folder, "describe", "services,rollouts", "web");

        assertThat(watched.err()).startsWith("--watch: with several kinds (expected: one kind");
        assertThat(unknown.err()).contains("\"rolluots\"", "did you mean \"rollouts\"?");
        assertThat(described.err())
                .contains("\"services,rollouts\" (expected: one kind; only \"get\" takes several)");
    }

    @Test
    void completionIsAScriptWithTheCommands() {
        var ran = Ran.command(folder, "completion");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("complete -F").contains("rollout");
    }

    @Test
    void aServiceIsClosedPausedAndOpenedWithAReason() {
        for (var verb : java.util.List.of("on", "pause", "off")) {
            var ran = Ran.command(folder, "maintenance", verb, "web", "--reason", "new disks");

            assertThat(ran.exit()).isZero();
            assertThat(ran.out()).startsWith("service/web: ");
        }

        assertThat(server.requests())
                .contains(
                        "POST "
                                + SERVICES
                                + "/web/close reason=new disks {\"mode\":\"maintenance\"}",
                        "POST " + SERVICES + "/web/close reason=new disks {\"mode\":\"pause\"}",
                        "POST " + SERVICES + "/web/open reason=new disks {}");
        assertThat(Ran.command(folder, "maintenance", "paus", "web").err())
                .contains(
                        "maintenance: \"paus\" (expected: on, pause, off) (did you mean \"pause\"?)");
    }

    @Test
    void whatACacheKeepsIsForgotten() {
        assertThat(Ran.command(folder, "cache", "purge", "web", "--reason", "new prices").out())
                .isEqualTo("service/web: the cache forgets all\n");
        assertThat(Ran.command(folder, "cache", "purge", "web", "--path", "/lib").out())
                .isEqualTo("service/web: the cache forgets what is below /lib\n");

        assertThat(server.requests())
                .contains(
                        "POST " + SERVICES + "/web/purge reason=new prices {\"path\":\"\"}",
                        "POST " + SERVICES + "/web/purge {\"path\":\"/lib\"}");
        assertThat(Ran.command(folder, "cache", "show", "web", "--path", "/lib").err())
                .contains("--path: with show (expected: only with purge)");
    }

    @Test
    void trafficIsShownByRole() {
        server.answer(
                "GET " + SERVICES + "/web/traffic",
                200,
                """
                {"items":[{"role":"stable","version":"1.4.2","requests":90,"failed":1,"rescued":0,"shed":2,"ejections":1},
                          {"role":"tester","version":"1.5.0","requests":3,"failed":0,"rescued":0,"shed":0,"ejections":0}],
                 "ejected":["production.web.web-1-4-2.1"]}
                """);

        var ran = Ran.command(folder, "traffic", "web");

        assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "ROLE VERSION REQUESTS FAILED RESCUED SHED EJECTIONS",
                        "stable 1.4.2 90 1 0 2 1",
                        "tester 1.5.0 3 0 0 0 0",
                        "left out at present: production.web.web-1-4-2.1");
    }
}
