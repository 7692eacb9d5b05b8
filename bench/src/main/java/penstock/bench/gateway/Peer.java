package penstock.bench.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import penstock.bench.rig.ServerProcess;

/// Another proxy of this machine, configured for the same job as its users would: connections to the upstreams are kept, weights 95 and
/// 5, two workers or threads, no access log, the limits of our route (2 s to connect, 60 s to answer, 64 MB of body), one retry, the
/// client's address and an id passed on.
enum Peer {
    NGINX("nginx", Path.of("/usr/sbin/nginx"), "-v") {
        @Override
        String config(Site site, Map<Workload.Entrance, Integer> ports) {
            return NginxConfig.usual(site, ports);
        }

        @Override
        List<String> command(Path config, Path folder) {
            return nginx(config, folder);
        }
    },

    /// With its likes of all features.
    NGINX_EVERY("nginx-every", Path.of("/usr/sbin/nginx"), "-v") {
        @Override
        String config(Site site, Map<Workload.Entrance, Integer> ports) {
            return NginxConfig.every(site, ports);
        }

        @Override
        List<String> command(Path config, Path folder) {
            return nginx(config, folder);
        }
    },

    HAPROXY("haproxy", Path.of("/usr/sbin/haproxy"), "-v") {
        @Override
        String config(Site site, Map<Workload.Entrance, Integer> ports) {
            return HaproxyConfig.usual(site, ports);
        }

        @Override
        List<String> command(Path config, Path folder) {
            return List.of("-db", "-q", "-f", config.toString());
        }
    },

    /// With its likes of all features.
    HAPROXY_EVERY("haproxy-every", Path.of("/usr/sbin/haproxy"), "-v") {
        @Override
        String config(Site site, Map<Workload.Entrance, Integer> ports) {
            return HaproxyConfig.every(site, ports);
        }

        @Override
        List<String> command(Path config, Path folder) {
            return List.of("-db", "-f", config.toString());
        }
    },

    /// Its version in Debian 12 knows no weights: the first of two upstreams is named 19 times.
    CADDY("caddy", Path.of("/usr/bin/caddy"), "version") {
        @Override
        String config(Site site, Map<Workload.Entrance, Integer> ports) {
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

    /// Who may ask, for those that are told.
    static final List<String> ALLOWED =
            List.of("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");

    /// Who may not, though the range around it may.
    static final List<String> DENIED =
            IntStream.range(0, 16).mapToObj("10.66.%d.0/24"::formatted).toList();

    /// What each may open.
    static final int DESCRIPTORS = 20_000;

    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

    private final String text;
    private final Path program;
    private final String versionOption;

    Peer(String text, Path program, String versionOption) {
        this.text = text;
        this.program = program;
        this.versionOption = versionOption;
    }

    abstract String config(Site site, Map<Workload.Entrance, Integer> ports);

    /// What follows the name of the program.
    abstract List<String> command(Path config, Path folder);

    static Optional<Peer> named(String name) {
        return Arrays.stream(values()).filter(each -> each.text.equals(name)).findFirst();
    }

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
        var config = Files.writeString(folder.resolve(text + ".conf"), config(site, ports));
        var line = new ArrayList<String>();
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

    private static List<String> nginx(Path config, Path folder) {
        return List.of("-p", folder.toString(), "-c", config.toString());
    }

    static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }
}
