package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;

final class ResourceApiTest {
    private static final String LAMP = "/api/v1/environments/production/gadgets/lamp";

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

    @Test
    void createsFromYamlAndReadsItBack() {
        var created =
                api.put(
                        LAMP,
                        """
                        apiVersion: penstock/v1
                        kind: Gadget
                        metadata: { name: lamp, labels: { team: light } }
                        spec: { size: 3, colour: dark-red, power: { battery: { cells: 2 } } }
                        """);
        var read = api.get(LAMP);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("ETag")).isEqualTo("\"1\"");
        assertThat(read.header("Content-Type")).isEqualTo("application/json");
        assertThat(read.json().plain()).isEqualTo(created.json().plain());
        assertThat(read.json().textAt("spec", "colour")).isEqualTo("dark-red");
        assertThat(read.json().textAt("metadata", "environment")).isEqualTo("production");
        assertThat(read.json().textAt("metadata", "created", "by")).isEqualTo("administrator");
        assertThat(read.json().textAt("status", "phase")).isEqualTo("new");
    }

    @Test
    void createsFromJsonAndUpdatesWithTwoHundred() {
        var json = "{\"spec\": {\"size\": 7}}";

        var created = api.put(LAMP, json, "Content-Type", "application/json; charset=utf-8");
        var updated = api.put(LAMP, json.replace('7', '8'), "Content-Type", "application/json");

        assertThat(created.status()).isEqualTo(201);
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json().textAt("spec", "size")).isEqualTo("8");
        assertThat(updated.json().textAt("metadata", "generation")).isEqualTo("2");
    }

    @Test
    void storingTheSameAgainChangesNothing() {
        long first = api.gadget("lamp", 3);

        long second = api.gadget("lamp", 3);

        assertThat(second).isEqualTo(first);
        assertThat(api.store.revision()).isEqualTo(first);
    }

    @Test
    void kindsOfTheInstallationHaveNoEnvironment() {
        var created = api.put("/api/v1/charters/rights", "spec: {text: be kind}");
        var changed = api.put("/api/v1/charters/rights", "spec: {text: be rude}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().at("metadata", "environment")).isEmpty();
        assertThat(changed.status()).isEqualTo(409);
        assertThat(changed.code()).isEqualTo("immutable");
    }

    @Test
    void dryRunChecksEverythingAndStoresNothing() {
        var good = api.put(LAMP + "?dryRun=true", "spec: {size: 3}");
        var bad = api.put(LAMP + "?dryRun", "spec: {size: 300}");
        var read = api.get(LAMP);

        assertThat(good.status()).isEqualTo(200);
        assertThat(good.json().textAt("spec", "size")).isEqualTo("3");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(read.status()).isEqualTo(404);
        assertThat(api.store.revision()).isZero();
    }

    @Test
    void anExpectedRevisionGuardsAgainstOverwriting() {
        long first = api.gadget("lamp", 3);
        long second = api.gadget("lamp", 4);

        var late = api.put(LAMP, "spec: {size: 5}", "If-Match", "\"" + first + "\"");
        var inTime = api.put(LAMP, "spec: {size: 5}", "If-Match", "\"" + second + "\"");

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("conflict");
        assertThat(late.detail())
                .isEqualTo(
                        "production/Gadget/lamp was changed by someone else (your revision: 1,"
                                + " current: 2). Fetch it again and reapply.");
        assertThat(late.json().textAt("current")).isEqualTo("2");
        assertThat(inTime.status()).isEqualTo(200);
    }

    @Test
    void createOnlyAndUpdateOnlyAreKept() {
        var absent = api.put(LAMP, "spec: {size: 3}", "If-Match", "*");
        var created = api.put(LAMP, "spec: {size: 3}", "If-None-Match", "*");
        var again = api.put(LAMP, "spec: {size: 4}", "If-None-Match", "*");
        var present = api.put(LAMP, "spec: {size: 5}", "If-Match", "*");

        assertThat(absent.status()).isEqualTo(404);
        assertThat(created.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("already-exists");
        assertThat(present.status()).isEqualTo(200);
    }

    @Test
    void mergePatchChangesWhatItNamesAndRemovesWhatIsNull() {
        api.put(LAMP, "metadata: {labels: {a: '1', b: '2'}}\nspec: {size: 3, note: hello}");

        var patched =
                api.send(
                        "PATCH",
                        LAMP,
                        "{\"spec\": {\"size\": 9, \"note\": null}, \"metadata\": {\"labels\":"
                                + " {\"a\": null, \"c\": \"3\"}}}",
                        "Content-Type",
                        "application/merge-patch+json");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().textAt("spec", "size")).isEqualTo("9");
        assertThat(patched.json().at("spec", "note")).isEmpty();
        assertThat(patched.json().at("metadata", "labels").map(Node::plain))
                .contains(java.util.Map.of("b", "2", "c", "3"));
    }

    @Test
    void patchHonoursDryRunAndRevision() {
        long revision = api.gadget("lamp", 3);

        var trial = api.send("PATCH", LAMP + "?dryRun=true", "spec: {size: 4}");
        var late = api.send("PATCH", LAMP, "spec: {size: 4}", "If-Match", "\"99\"");
        var inTime = api.send("PATCH", LAMP, "spec: {size: 5}", "If-Match", "\"" + revision + "\"");

        assertThat(trial.json().textAt("spec", "size")).isEqualTo("4");
        assertThat(late.status()).isEqualTo(409);
        assertThat(inTime.json().textAt("spec", "size")).isEqualTo("5");
    }

    @Test
    void deletesOnceAndHonoursRevisionAndDryRun() {
        api.gadget("lamp", 3);

        var late = api.send("DELETE", LAMP, "", "If-Match", "\"99\"");
        var trial = api.send("DELETE", LAMP + "?dryRun=true", "");
        var deleted = api.send("DELETE", LAMP, "", "If-Match", "\"1\"");
        var again = api.send("DELETE", LAMP, "");

        assertThat(late.status()).isEqualTo(409);
        assertThat(trial.status()).isEqualTo(200);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.json().textAt("spec", "size")).isEqualTo("3");
        assertThat(again.status()).isEqualTo(404);
    }

    @Test
    void listsPageByPageAndAcrossEnvironments() {
        for (int i = 0; i < 5; i++) {
            api.gadget("lamp-" + i, 1);
        }
        api.put("/api/v1/environments/staging/gadgets/lamp-0", "spec: {size: 2}");

        var names = new ArrayList<String>();
        var after = "";
        do {
            var page =
                    api.get("/api/v1/environments/production/gadgets?limit=2&after=" + after)
                            .json();
            page.at("items")
                    .orElseThrow()
                    .asList()
                    .forEach(item -> names.add(item.textAt("metadata", "name")));
            after = page.textAt("next");
        } while (!after.isEmpty());
        var all = api.get("/api/v1/gadgets").json();

        assertThat(names).containsExactly("lamp-0", "lamp-1", "lamp-2", "lamp-3", "lamp-4");
        assertThat(all.at("items").orElseThrow().asList()).hasSize(6);
        assertThat(all.textAt("revision")).isEqualTo("6");
    }

    @Test
    void anEmptyListOfAnUnknownEnvironmentNamesTheNearest() {
        api.put("/api/v1/environments/production", "spec: {}");

        var known = api.get("/api/v1/environments/production/gadgets");
        var unknown = api.get("/api/v1/environments/prodution/gadgets");

        assertThat(known.status()).isEqualTo(200);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.detail())
                .isEqualTo("Environment/prodution does not exist (did you mean \"production\"?).");
    }

    @Test
    void theReasonReachesTheAuditLog() {
        api.put(LAMP, "spec: {size: 3}", "Penstock-Reason", "ticket 7");
        api.put(LAMP + "?reason=because%20I%20can", "spec: {size: 4}");
        api.put(LAMP, "spec: {size: 5}");

        var audit = api.get("/api/v1/audit?after=0&limit=2").json();
        var rest = api.get("/api/v1/audit?after=" + audit.textAt("next")).json();
        var verified = api.get("/api/v1/audit/verify").json();

        var items = audit.at("items").orElseThrow().asList();
        assertThat(items)
                .extracting(item -> item.textAt("reason"))
                .containsExactly("ticket 7", "because I can");
        assertThat(items)
                .extracting(item -> item.textAt("verb"))
                .containsExactly("create", "update");
        assertThat(rest.at("items").orElseThrow().asList())
                .extracting(item -> item.textAt("reason"))
                .containsExactly("no reason given");
        assertThat(verified.textAt("intact")).isEqualTo("true");
        assertThat(verified.textAt("entries")).isEqualTo("3");
    }

    @Test
    void actionsChangeOrReadWithTypedInput() {
        api.gadget("lamp", 3);

        var painted = api.send("POST", LAMP + "/paint?reason=mood", "{colour: dark-red}");
        var measured = api.get(LAMP + "/measure?unit=cm&of=edge&of=rim");
        var frozen = api.send("POST", "/api/v1/environments/production/freeze", "");

        assertThat(painted.status()).isEqualTo(200);
        assertThat(api.get(LAMP).json().textAt("spec", "colour")).isEqualTo("dark-red");
        assertThat(measured.json().textAt("size")).isEqualTo("3cm");
        assertThat(measured.json().textAt("of")).isEqualTo("edge+rim");
        assertThat(frozen.status()).isEqualTo(404);
        assertThat(api.get("/api/v1/audit?after=1").json().at("items").orElseThrow().asList())
                .extracting(item -> item.textAt("verb"))
                .containsExactly("paint");
    }

    @Test
    void actionsOfEnvironmentsAreNotTakenForKinds() {
        api.put("/api/v1/environments/production", "spec: {}");

        var frozen = api.send("POST", "/api/v1/environments/production/freeze", "");

        assertThat(frozen.status()).isEqualTo(200);
        assertThat(frozen.json().textAt("frozen")).isEqualTo("production");
    }

    @Test
    void kindsTellWhatIsRegistered() {
        var kinds = api.get("/api/v1/kinds").json().asList();

        var gadget = kinds.get(1);
        assertThat(gadget.textAt("name")).isEqualTo("Gadget");
        assertThat(gadget.textAt("plural")).isEqualTo("gadgets");
        assertThat(gadget.textAt("noun")).isEqualTo("gadget");
        assertThat(gadget.textAt("scope")).isEqualTo("environment");
        assertThat(gadget.textAt("immutable")).isEqualTo("false");
        assertThat(gadget.at("columns").orElseThrow().asList().getFirst().textAt("path"))
                .isEqualTo("spec.size");
        var measure = gadget.at("actions").orElseThrow().asList().get(1);
        assertThat(measure.textAt("changes")).isEqualTo("false");
        assertThat(measure.textAt("input", "unit")).isEqualTo("string");
        assertThat(measure.textAt("input", "of")).isEqualTo("array");
        assertThat(api.get("/api/v1/version").json().textAt("version")).isEqualTo("1.2.3");
    }

    @Test
    void headTellsWhatGetWouldWithoutTheBody() {
        api.gadget("lamp", 3);

        var head = api.send("HEAD", LAMP, "");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).isEqualTo("\"1\"");
        assertThat(head.text()).isEmpty();
    }

    @Test
    void everyAnswerCarriesSecurityHeadersAndNoServerName() {
        var reply = api.get("/api/v1/kinds");

        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(reply.header("Server")).isEmpty();
        assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
    }
}
