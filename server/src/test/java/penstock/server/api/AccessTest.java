package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
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

    private TestApi.Reply send(String method, String path, String authorization) {
        var request =
                HttpRequest.newBuilder(URI.create(api.url() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString("spec: {size: 3}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return api.send(request.build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/kinds",
                "/api/v1/version",
                "/api/v1/openapi.json",
                "/api/v1/problems",
                "/api/v1/audit",
                "/api/v1/audit/verify",
                "/api/v1/gadgets",
                "/api/v1/environments/production/gadgets/lamp",
                "/api/v1/environments/production/services/shop/logs",
                "/api/v1/artefacts/sha256:0",
                "/internal/v1/routes",
                "/internal/other",
                "/nowhere",
                "/"
            })
    void nothingButHealthIsAnsweredWithoutAToken(String path) {
        var reply = send("GET", path, "");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("unauthenticated");
        assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(reply.detail()).startsWith("No token was sent (expected: ");
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer wrong, The token is not valid",
        "Bearer, The Authorization header holds no bearer token",
        "Basic YTpi, The Authorization header holds no bearer token",
        "Bearer gateway-token-gateway-token-gateway-token, The token is not valid"
    })
    void wrongTokensAreRefusedWithTheRemedy(String authorization, String message) {
        var reply = send("PUT", "/api/v1/environments/production/gadgets/lamp", authorization);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.detail()).startsWith(message).contains("keys/admin.token");
        assertThat(reply.text()).doesNotContain(TestApi.TOKEN);
        assertThat(api.store.revision()).isZero();
    }

    @Test
    void theSchemeIsCaseInsensitive() {
        assertThat(send("GET", "/api/v1/kinds", "bearer " + TestApi.TOKEN).status()).isEqualTo(200);
    }

    @Test
    void theAdministratorsTokenDoesNotOpenTheGatewaysRoutes() {
        var administrator = send("GET", "/internal/v1/routes", "Bearer " + TestApi.TOKEN);
        var gateway = send("GET", "/internal/v1/routes", "Bearer " + TestApi.GATEWAY_TOKEN);

        assertThat(administrator.status()).isEqualTo(401);
        assertThat(gateway.status()).isEqualTo(204);
    }

    @Test
    void healthNeedsNoTokenAndSaysWhatIsMissing() {
        var ready = send("GET", "/health/ready", "");
        api.missing.add("The disk is full.");
        var notReady = send("GET", "/health/ready", "");
        var health = send("GET", "/health", "");
        var live = send("GET", "/health/live", "");

        assertThat(ready.status()).isEqualTo(200);
        assertThat(notReady.status()).isEqualTo(503);
        assertThat(notReady.text()).contains("The disk is full.");
        assertThat(health.status()).isEqualTo(503);
        assertThat(live.status()).isEqualTo(200);
        assertThat(live.json().textAt("status")).isEqualTo("live");
    }
}
