package penstock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerTest {
    private static final Site SITE = new Site(Path.of("/site"), 7001, 7002, Path.of("/pem"));
    private static final Map<Workload.Entrance, Integer> PORTS =
            Map.of(
                    Workload.Entrance.PLAIN, 8001,
                    Workload.Entrance.TLS, 8002,
                    Workload.Entrance.HTTP2, 8003);

    @Test
    void allStandBeforeBothVersionsWithTheSameWeights() {
        for (var peer : Peer.values()) {
            var config = peer.config(SITE, PORTS);

            assertThat(config).contains("127.0.0.1:7001", "127.0.0.1:7002", "8001", "8002", "8003");
        }
        assertThat(Peer.NGINX_EVERY.config(SITE, PORTS))
                .contains("server 127.0.0.1:7001 weight=95;", "server 127.0.0.1:7002 weight=5;");
        assertThat(Peer.HAPROXY_EVERY.config(SITE, PORTS))
                .contains("stable 127.0.0.1:7001 weight 95", "candidate 127.0.0.1:7002 weight 5");
    }

    @Test
    void nginxHasItsLikesOfAllFeaturesOnlyWithEvery() {
        assertThat(Peer.NGINX.config(SITE, PORTS))
                .contains("access_log off;")
                .doesNotContain("gzip", "limit_req", "deny", "proxy_cache", "hash", "add_header");
        assertThat(Peer.NGINX_EVERY.config(SITE, PORTS))
                .contains(
                        "access_log access.log every",
                        "proxy_cache shop;",
                        "gzip on;",
                        "limit_req zone=users",
                        "limit_conn all",
                        "deny 10.66.15.0/24;",
                        "allow 127.0.0.0/8;",
                        "deny all;",
                        "hash $cookie_uid;",
                        "add_header X-Served-By bench always;",
                        "Access-Control-Allow-Origin")
                .doesNotContain("access_log off");
    }

    @Test
    void haproxyHasItsLikesOfAllFeaturesOnlyWithEvery() {
        assertThat(Peer.HAPROXY.config(SITE, PORTS))
                .contains("balance roundrobin")
                .doesNotContain("log stdout", "httplog", "cache", "compression", "stick-table");
        assertThat(Peer.HAPROXY_EVERY.config(SITE, PORTS))
                .contains(
                        "log stdout",
                        "option httplog",
                        "acl denied src 10.66.0.0/24",
                        "acl allowed src 10.0.0.0/8 127.0.0.0/8",
                        "track-sc0 req.cook(uid)",
                        "cache-use kept",
                        "cache kept",
                        "compression algo gzip",
                        "balance hash req.cook(uid)",
                        "add-header X-Served-By bench")
                .doesNotContain("%%", "roundrobin");
    }
}
