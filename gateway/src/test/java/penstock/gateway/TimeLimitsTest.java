package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Split;

/// Nobody holds a connection for ever by doing nothing.
class TimeLimitsTest {

    @Test
    void aHeadThatDoesNotComeToItsEndIsATimeout() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.get("/");
            client.send("GET / HTTP/1.1\r\nHo");

            var answer = new Advancing(rig, Duration.ofSeconds(11)).until(client::answer);

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void aBodyThatStopsComingIsATimeout() throws Exception {
        var over = new CountDownLatch(1);
        var isConnected = new CountDownLatch(1);
        try (var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    isConnected.countDown();
                                    over.await();
                                });
                var rig = new GatewayRig();
                var client = rig.client()) {
            rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", shop)), Limits.DEFAULT));
            client.request("POST / HTTP/1.1", "Host: a", "Content-Length: 10").send("half");
            assertThat(isConnected.await(60, TimeUnit.SECONDS)).isTrue();

            var answer = new Advancing(rig, Duration.ofMinutes(6)).until(client::answer);

            assertThat(answer.status()).isEqualTo(408);
            assertThat(rig.observed("v1").failedRequests()).isZero();
            over.countDown();
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var rig = new GatewayRig().serveStable(shop);
                var client = rig.client()) {
            client.get("/");

            assertThat(new Advancing(rig, Duration.ofSeconds(80)).until(client::rest)).isEmpty();
        }
    }
}
