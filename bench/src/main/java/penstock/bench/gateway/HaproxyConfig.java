package penstock.bench.gateway;

import java.util.Map;

/// What HAProxy is told: weights and kept connections, or besides all that it has of what ours does with every feature: users stay on
/// their version, a cache, gzip, allowed and denied addresses, a limit of rates and connections, CORS, edits of headers and a line of each
/// request, which goes to its standard output and so to a file, as it writes to none itself.
final class HaproxyConfig {

    @SuppressWarnings("InlineFormatString") // longer than a method should be
    private static final String FORM =
            """
            global
              nbthread %d
              maxconn %d
              ssl-default-bind-options ssl-min-ver TLSv1.2
            %s
            defaults
              mode http
              timeout connect 2s
              timeout client 300s
              timeout server 60s
              timeout http-keep-alive 75s
              timeout tunnel 300s
              retries 1
              option redispatch
              option forwardfor
              unique-id-format %%{+X}o\\ %%ci:%%cp_%%fi:%%fp_%%Ts_%%rt:%%pid
              unique-id-header X-Request-Id
            %s
            frontend shop
              bind 127.0.0.1:%d backlog 4096
              bind 127.0.0.1:%d ssl crt %s alpn http/1.1 backlog 4096
              bind 127.0.0.1:%d proto h2 backlog 4096
              http-request set-header X-Forwarded-Proto http unless { ssl_fc }
              http-request set-header X-Forwarded-Proto https if { ssl_fc }
              http-request deny status 413 if { req.body_size gt 67108864 }
            %s
              default_backend versions
            backend versions
              balance %s
            %s
              server stable 127.0.0.1:%d weight %d
              server candidate 127.0.0.1:%d weight %d
            """;

    @SuppressWarnings("InlineFormatString") // as above
    private static final String EVERY_FRONTEND =
            """
            acl denied src %1$s
            acl allowed src %2$s
            http-request deny status 403 if denied
            http-request deny status 403 unless allowed
            http-request deny status 414 if { url_len gt 4096 }
            stick-table type string len 32 size 16k expire 10s store http_req_rate(1s)
            http-request track-sc0 req.cook(%3$s)
            http-request deny status 429 if { sc_http_req_rate(0) gt 1000000 }
            http-request set-var(txn.origin) req.hdr(Origin)
            http-request set-header X-Edge bench
            http-request del-header X-Debug
            http-response set-header X-Frame-Options DENY
            http-response add-header X-Served-By bench
            http-response add-header Vary Origin
            http-response set-header Access-Control-Allow-Origin %%[var(txn.origin)] if { var(txn.origin) -m end .example.com }
            http-response del-header Server
            compression algo gzip
            compression type text/html text/plain text/css application/json
            """;

    private static final String EVERY_BACKEND =
            """
            http-request cache-use kept
            http-response cache-store kept
            """;

    private static final String CACHE =
            """
            cache kept
              total-max-size 4
              max-object-size 262144
              process-vary on
            """;

    private HaproxyConfig() {}

    static String usual(Site site, Map<Workload.Entrance, Integer> ports) {
        return text(site, ports, new Parts("", "", "", "roundrobin", ""));
    }

    static String every(Site site, Map<Workload.Entrance, Integer> ports) {
        var frontend =
                EVERY_FRONTEND.formatted(
                        String.join(" ", Peer.DENIED),
                        String.join(" ", Peer.ALLOWED),
                        Users.COOKIE);
        var parts =
                new Parts(
                        "  log stdout format raw local0",
                        "  log global\n  option httplog",
                        frontend.indent(2),
                        "hash req.cook(%s)".formatted(Users.COOKIE),
                        EVERY_BACKEND.indent(2));
        return text(site, ports, parts) + CACHE;
    }

    /// What differs.
    ///
    /// @param balance how a version is chosen
    private record Parts(
            String global, String defaults, String frontend, String balance, String backend) {}

    private static String text(Site site, Map<Workload.Entrance, Integer> ports, Parts parts) {
        return FORM.formatted(
                Site.THREADS,
                (Peer.DESCRIPTORS - 200) / 2,
                parts.global(),
                parts.defaults(),
                ports.get(Workload.Entrance.PLAIN),
                ports.get(Workload.Entrance.TLS),
                site.pem(),
                ports.get(Workload.Entrance.HTTP2),
                parts.frontend(),
                parts.balance(),
                parts.backend(),
                site.stable(),
                Site.STABLE_WEIGHT,
                site.candidate(),
                Site.CANDIDATE_WEIGHT);
    }
}
