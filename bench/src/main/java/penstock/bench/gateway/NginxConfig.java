package penstock.bench.gateway;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What NGINX is told: a weighted upstream with kept connections, or besides all that it has of what ours does with every feature:
/// users stay on their version, a cache, gzip, allowed and denied addresses, limits of sizes, rates and connections, CORS, edits of
/// headers and a line of each request in a file, written 64 KB at a time.
final class NginxConfig {
    private static final int DESCRIPTORS = Peer.DESCRIPTORS;

    @SuppressWarnings("InlineFormatString") // longer than a method should be
    private static final String FORM =
            """
            %s
            daemon off;
            worker_processes %d;
            worker_rlimit_nofile %d;
            pid nginx.pid;
            error_log nginx.log crit;
            events { worker_connections 24000; }
            http {
              client_body_temp_path temp/body;
              proxy_temp_path temp/proxy;
              fastcgi_temp_path temp/fastcgi;
              uwsgi_temp_path temp/uwsgi;
              scgi_temp_path temp/scgi;
              keepalive_requests 1000000000;
              keepalive_timeout 75s;
              client_max_body_size 64m;
              client_body_buffer_size 128k;
              ssl_certificate %s;
              ssl_certificate_key %s;
              ssl_protocols TLSv1.2 TLSv1.3;
              map $http_upgrade $upstream_connection { default upgrade; '' ''; }
            %s
              upstream shop {
            %s
                server 127.0.0.1:%d weight=%d;
                server 127.0.0.1:%d weight=%d;
                keepalive 128;
                keepalive_requests 1000000000;
              }
              server {
                listen 127.0.0.1:%d backlog=4096;
                listen 127.0.0.1:%d ssl backlog=4096;
                listen 127.0.0.1:%d http2 backlog=4096;
                server_name %s;
                location / {
                  proxy_pass http://shop;
                  proxy_http_version 1.1;
                  proxy_set_header Host $host;
                  proxy_set_header Connection $upstream_connection;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Request-Id $request_id;
                  proxy_connect_timeout 2s;
                  proxy_read_timeout 60s;
                  proxy_next_upstream error timeout;
                  proxy_next_upstream_tries 2;
                  proxy_buffers 8 16k;
            %s
                }
              }
            }
            """;

    @SuppressWarnings("InlineFormatString") // as above
    private static final String EVERY_HTTP =
            """
            log_format every escape=json '{"time":"$time_iso8601","method":"$request_method","host":"$host",'
              '"path":"$uri","status":$status,"cache":"$upstream_cache_status","bytesIn":$request_length,'
              '"bytesOut":$body_bytes_sent,"duration":$request_time,"upstream":"$upstream_response_time",'
              '"instance":"$upstream_addr","client":"$remote_addr","requestId":"$request_id",'
              '"protocol":"$server_protocol","userAgent":"$http_user_agent"}';
            access_log access.log every buffer=64k flush=1s;
            proxy_cache_path cache levels=1:2 keys_zone=shop:4m max_size=4m;
            limit_req_zone $cookie_%1$s zone=users:4m rate=1000000r/s;
            limit_conn_zone $server_name zone=all:1m;
            limit_req_status 429;
            large_client_header_buffers 4 16k;
            map $http_origin $allowed_origin {
              default '';
              https://shop.example.com $http_origin;
              ~^https://[^.]+\\.example\\.com$ $http_origin;
            }
            """;

    private static final String EVERY_LOCATION =
            """
            proxy_cache shop;
            proxy_hide_header Server;
            proxy_set_header X-Edge bench;
            proxy_set_header X-Debug '';
            gzip on;
            gzip_proxied any;
            gzip_vary on;
            gzip_min_length 1024;
            gzip_comp_level 5;
            gzip_types text/plain text/css application/json;
            limit_req zone=users burst=100000 nodelay;
            limit_conn all 10000;
            add_header X-Frame-Options DENY always;
            add_header X-Served-By bench always;
            add_header Vary Origin always;
            add_header Access-Control-Allow-Origin $allowed_origin always;
            """;

    private NginxConfig() {}

    static String usual(Site site, Map<Workload.Entrance, Integer> ports) {
        return text(site, ports, "  access_log off;", "", "");
    }

    static String every(Site site, Map<Workload.Entrance, Integer> ports) {
        var sticky = "hash $cookie_%s;".formatted(Users.COOKIE);
        var location = EVERY_LOCATION + lines("deny", Peer.DENIED) + lines("allow", Peer.ALLOWED);
        return text(
                site,
                ports,
                EVERY_HTTP.formatted(Users.COOKIE).indent(2),
                sticky.indent(4),
                (location + "deny all;").indent(6));
    }

    private static String lines(String word, List<String> ranges) {
        return ranges.stream()
                .map(range -> word + " " + range + ";\n")
                .collect(Collectors.joining());
    }

    private static String text(
            Site site,
            Map<Workload.Entrance, Integer> ports,
            String http,
            String upstream,
            String location) {
        return FORM.formatted(
                Peer.isRoot() ? "user root;" : "",
                Site.THREADS,
                DESCRIPTORS,
                site.crt(),
                site.key(),
                http,
                upstream,
                site.stable(),
                Site.STABLE_WEIGHT,
                site.candidate(),
                Site.CANDIDATE_WEIGHT,
                ports.get(Workload.Entrance.PLAIN),
                ports.get(Workload.Entrance.TLS),
                ports.get(Workload.Entrance.HTTP2),
                Users.HOST,
                location);
    }
}
