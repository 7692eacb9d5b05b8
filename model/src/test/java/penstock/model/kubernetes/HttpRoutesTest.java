package penstock.model.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import penstock.model.ProblemException;
import penstock.model.Text;

/// HTTPRoutes as Routes. That they then do what the Gateway API says is tried with real requests in `server`.
class HttpRoutesTest {

    private static HttpRoutes.Found read(String spec) {
        var manifest =
                "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
                        + "metadata: { name: shop, namespace: web, uid: x }\n"
                        + spec;
        return HttpRoutes.read(Text.readYaml(manifest, "test").getFirst());
    }

    @Test
    void whatHasNoMeaningHereIsToldAndTheRestIsKept() {
        var found =
                read(
                        """
                        spec:
                          parentRefs: [{ name: gateway }]
                          hostnames: [shop.test]
                          rules:
                            - matches:
                                - path: { type: Exact, value: /a }
                                  method: GET
                                  headers: [{ name: X-A, value: "1" }, { name: x-a, value: "2" }]
                              backendRefs: [{ name: one, port: 80, weight: 3 }]
                        """);

        assertThat(found.notices())
                .containsExactly(
                        "metadata.namespace: ignored (the environment is chosen with --environment)",
                        "spec.parentRefs: ignored (the gateway serves every route)");
        assertThat(Text.writeJson(found.manifest()))
                .isEqualTo(
                        "{\"apiVersion\":\"penstock/v1\",\"kind\":\"Route\",\"metadata\":{\"name\":\"shop\"},"
                                + "\"spec\":{\"hosts\":[\"shop.test\"],\"rules\":[{\"matches\":[{\"path\":{\"exact\":\"/a\"},"
                                + "\"method\":\"GET\",\"headers\":{\"X-A\":{\"exact\":\"1\"}}}],\"backends\":"
                                + "[{\"service\":\"one\",\"weight\":3}]}]}}");
    }

    @Test
    void whatARouteCannotSayIsRefusedByNameAllAtOnce() {
        var spec =
                """
                spec:
                  useDefaultGateways: All
                  rules:
                    - matches: [{ path: { type: Glob, value: /a } }]
                      retry: { attempts: 2 }
                      sessionPersistence: {}
                      filters:
                        - type: ExtensionRef
                          extensionRef: { group: x, kind: Y, name: z }
                      backendRefs:
                        - { name: one, namespace: other, kind: Bucket }
                        - name: two
                          filters: [{ type: CORS, cors: {} }]
                """;

        assertThatThrownBy(() -> read(spec))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problem().message().lines())
                                        .allMatch(line -> line.startsWith("httproute/shop spec."))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "useDefaultGateways: not supported"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "rules[0].matches[0].path.type: expected: Exact"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "rules[0].retry: not supported"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "rules[0].sessionPersistence: not supported"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "filters[0].type: \"ExtensionRef\" is not supported"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "backendRefs[0].namespace: not supported"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "backendRefs[0].kind: not supported"))
                                        .anyMatch(
                                                line ->
                                                        line.contains(
                                                                "backendRefs[1].filters[0].type: \"CORS\" is not supported"))
                                        .hasSize(8));
    }

    @Test
    void otherKindsOfTheGatewayApiAreNone() {
        var gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n";

        assertThatThrownBy(() -> HttpRoutes.read(Text.readYaml(gateway, "test").getFirst()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(
                        "\"Gateway\" of gateway.networking.k8s.io/ (expected: HTTPRoute)");
    }
}
