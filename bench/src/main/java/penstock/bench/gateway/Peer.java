package penstock.bench.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import penstock.bench.rig.ServerProcess;

/// Another proxy of this machine, configured for the same job as its users would: connections to the upstreams are kept, weights 95 and
/// 5, two workers or threads, no access log, the limits of our route (2 s to connect, 60 s to answer, 64 MB of body), one retry, the
/// client's address and an id passed on.
enum Peer {
    NGINX("nginx", Path.of("/usr/sbin/nginx"), "-v") {
        @Override
        String config(Site site, Path folder, Map<Workload.Entrance, Integer> ports) {
            return NGINX_CONFIG.formatted(
                    isRoot() ? "user root;" : "",
                    Site.THREADS,
                    DESCRIPTORS,
                    site.crt(),
                    site.key(),
                    site.stable(),
                    Site.STABLE_WEIGHT,
                    site.candidate(),
                    Site.CANDIDATE_WEIGHT,
                    ports.get(Workload.Entrance.PLAIN),
                    ports.get(Workload.Entrance.TLS),
                    ports.get(Workload.Entrance.HTTP2),
                    Users.HOST);
        }

        @Override
        List<String> command(Path config, Path folder) {
            return List.of("-p", folder.toString(), "-c", config.toString());
        }
    },

    HAPROXY("haproxy", Path.of("/usr/sbin/haproxy"), "-v") {
        @Override
        String config(Site site, Path folder, Map<Workload.Entrance, Integer> ports) {
            return """
            global
              nbthread %d
              maxconn %d
              ssl-default-bind-options ssl-min-ver TLSv1.2
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
            frontend shop
              bind 127.0.0.1:%d backlog 4096
              bind 127.0.0.1:%d ssl crt %s alpn http/1.1 backlog 4096
              bind 127.0.0.1:%d proto h2 backlog 4096
              http-request set-header X-Forwarded-Proto http unless { ssl_fc }
              http-request set-header X-Forwarded-Proto https if { ssl_fc }
              http-request deny status 413 if { req.body_size gt 67108864 }
              default_backend versions
            backend versions
              balance roundrobin
              server stable 127.0.0.1:%d weight %d
              server candidate 127.0.0.1:%d weight %d
            """
                    .formatted(
                            Site.THREADS,
                            (DESCRIPTORS - 200) / 2,
                            ports.get(Workload.Entrance.PLAIN),
                            ports.get(Workload.Entrance.TLS),
                            site.pem(),
                            ports.get(Workload.Entrance.HTTP2),
                            site.stable(),
                            Site.STABLE_WEIGHT,
                            site.candidate(),
                            Site.CANDIDATE_WEIGHT);
        }

        @Override
        List<String> command(Path config, Path folder) {
            return List.of("-db", "-q", "-f", config.toString());
        }
    },

    /// Its version in Debian 12 knows no weights: the first of two upstreams is named 19 times.
    CADDY("caddy", Path.of("/usr/bin/caddy"), "version") {
        @Override
        String config(Site site, Path folder, Map<Workload.Entrance, Integer> ports) {
            var stable = ("127.0.0.1:" + site.stable() + " ").repeat(19);
            return """
            {
              admin off
              auto_https off
              log {
                level ERROR
              }
              servers {
                protocols h1 h2 h2c
              }
            }
            (shop) {
              bind 127.0.0.1
              request_body {
                max_size 64MB
              }
              reverse_proxy {
                to %s127.0.0.1:%d
                lb_policy round_robin
                lb_try_duration 2s
                header_up X-Request-Id {http.request.uuid}
                transport http {
                  versions 1.1
                  dial_timeout 2s
                  response_header_timeout 60s
                  keepalive_idle_conns_per_host 128
                }
              }
            }
            http://%s:%d {
              import shop
            }
            http://%s:%d {
              import shop
            }
            https://%s:%d {
              tls %s %s
              import shop
            }
            """
                    .formatted(
                            stable,
                            site.candidate(),
                            Users.HOST,
                            ports.get(Workload.Entrance.PLAIN),
                            Users.HOST,
                            ports.get(Workload.Entrance.HTTP2),
                            Users.HOST,
                            ports.get(Workload.Entrance.TLS),
                            site.crt(),
                            site.key());
        }

        @Override
        List<String> command(Path config, Path folder) {
            return List.of("run", "--adapter", "caddyfile", "--config", config.toString());
        }
    };

    /// Apart from where it is used, as it is longer than a method should be.
    @SuppressWarnings("InlineFormatString")
    private static final String NGINX_CONFIG =
            """
            %s
            daemon off;
            worker_processes %d;
            worker_rlimit_nofile %d;
            pid nginx.pid;
            error_log nginx.log crit;
            events { worker_connections 24000; }
            http {
              access_log off;
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
              upstream shop {
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
                }
              }
            }
            """;

    /// What each may open.
    private static final int DESCRIPTORS = 20_000;

    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

    private final String text;
    private final Path program;
    private final String versionOption;

    Peer(String text, Path program, String versionOption) {
        this.text = text;
        this.program = program;
        this.versionOption = versionOption;
    }

    abstract String config(Site site, Path folder, Map<Workload.Entrance, Integer> ports);

    /// What follows the name of the program.
    abstract List<String> command(Path config, Path folder);

    String text() {
        return text;
    }

    Path program() {
        return program;
    }

    boolean isInstalled() {
        return Files.isExecutable(program);
    }

    /// Starts it in a folder of its own.
    Proxy start(Site site) throws IOException {
        var folder = Files.createDirectories(site.folder().resolve(text));
        Files.createDirectories(folder.resolve("temp"));
        var ports = new EnumMap<Workload.Entrance, Integer>(Workload.Entrance.class);
        for (var entrance : Workload.Entrance.values()) {
            ports.put(entrance, ServerProcess.freePort());
        }
        var config = Files.writeString(folder.resolve(text + ".conf"), config(site, folder, ports));
        var line = new java.util.ArrayList<String>();
        line.add(program.toString());
        line.addAll(command(config, folder));
        var environment =
                Map.of(
                        "GOMAXPROCS", Integer.toString(Site.THREADS),
                        "HOME", folder.toString(),
                        "XDG_DATA_HOME", folder.toString(),
                        "XDG_CONFIG_HOME", folder.toString());
        var process = new ServerProcess(line, environment, folder.resolve("output.log"));
        process.await(() -> ports.values().stream().allMatch(Proxy::listens));
        return new Proxy(text, version(), process, ports);
    }

    private String version() throws IOException {
        var process =
                new ProcessBuilder(program.toString(), versionOption)
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var found = VERSION.matcher(said);
        return found.find() ? found.group() : "unknown";
    }

    private static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }
}
