package penstock.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import penstock.model.Default;
import penstock.model.Size;

/// Everything that can be set. The key in `penstock.yaml` is the component's name in kebab-case; the variable and the flag
/// follow from the path: `api.manifest-limit` is `PENSTOCK_API_MANIFEST_LIMIT` and `--api-manifest-limit`.
public record Settings(
        @Default("~/.penstock") @About("Where all state is kept; one server per directory.")
                Folder data,
        @Default("127.0.0.1:7070") @About("Address and port of the API; port 0 takes any free one.")
                HostPort listen,
        @Default("false")
                @About(
                        "Allows an address that other machines can reach. The API has no encryption of its own, so put a"
                                + " TLS proxy in front of it.")
                boolean listenBeyondLoopback,
        @Default("{}") Gateway gateway,
        @Default("{}") Instances instances,
        @Default("{}") Api api,
        @Default("{}") Metrics metrics,
        @Default("{}") Log log) {

    public Settings {
        if (!listenBeyondLoopback && !listen.isLoopback()) {
            throw new IllegalArgumentException(
                    "listen: "
                            + listen
                            + " can be reached from other machines, without encryption (expected: a loopback address"
                            + " such as 127.0.0.1:7070, or also listen-beyond-loopback: true)");
        }
    }

    /// The gateway, a process of its own.
    public record Gateway(
            @Default("true") @About("Whether this server starts a gateway and watches over it.")
                    boolean run,
            @Default("127.0.0.1:8080")
                    @About("Address and port that users reach; port 0 takes any free one.")
                    HostPort listen,
            @Default("[]") @About("Further addresses that users reach, at most five.")
                    List<HostPort> alsoListen,
            @Default("[]")
                    @About(
                            "Addresses where users speak TLS, with the certificates of the domains; they count as further"
                                    + " addresses.")
                    List<HostPort> tlsListen,
            @About(
                            "Addresses and ranges of the proxies that say by the PROXY protocol (1 or 2) for whom each"
                                    + " connection is; without it theirs are closed, and others' are taken as they are.")
                    List<ProxyAddress> proxyProtocol,
            @Default("auto")
                    @About(
                            "By which means of the system the gateway uses sockets: auto, io_uring, epoll or nio.")
                    TransportName transport,
            @Default("5m")
                    @About(
                            "How long requests and answers may go on in a gateway that was replaced by a newer one.")
                    Duration answerGrace,
            @Default("5m") @About("The same for WebSockets, which are closed then.")
                    Duration tunnelGrace,
            @About(
                            "Addresses and ranges of the proxies in front of the gateway; what they say in X-Forwarded-For,"
                                    + " -Host, -Proto and Forwarded is kept, what others say is replaced.")
                    List<ProxyAddress> trustedProxies,
            @Default("100")
                    @About(
                            "Bytes per second below which a request body is answered 408 and closed; 0 for no limit.")
                    Size minBodyRate,
            @Default("20s") @About("How long a request body may be slower than that.")
                    Duration bodyGrace,
            @Default("{}") AccessLog accessLog,
            @Default("{}") Tracing tracing) {
        private static final int MOST_FURTHER = 5;

        public Gateway {
            alsoListen = List.copyOf(alsoListen);
            tlsListen = List.copyOf(tlsListen);
            proxyProtocol = List.copyOf(proxyProtocol);
            trustedProxies = List.copyOf(trustedProxies);
            if (alsoListen.size() + tlsListen.size() > MOST_FURTHER) {
                throw new IllegalArgumentException(
                        (alsoListen.isEmpty() ? "tlsListen: " : "alsoListen: ")
                                + (alsoListen.size() + tlsListen.size())
                                + " further addresses (expected: at most "
                                + MOST_FURTHER
                                + ", as the guardian holds six sockets)");
            }
        }

        /// Where users reach it, first the address that is shown.
        public List<HostPort> addresses() {
            return Stream.of(List.of(listen), alsoListen, tlsListen).flatMap(List::stream).toList();
        }
    }

    /// Instances that run as processes.
    public record Instances(
            @Default("20000") @About("First of the ports that instances are given.") int firstPort,
            @Default("29999") @About("Last of the ports that instances are given.") int lastPort) {
        public Instances {
            if (firstPort < 1 || lastPort > 65_535 || firstPort > lastPort) {
                throw new IllegalArgumentException(
                        "firstPort: "
                                + firstPort
                                + " (expected: 1 to 65535, not above last-port "
                                + lastPort
                                + ")");
            }
        }
    }

    /// The limits of the API.
    public record Api(
            @Default("10Mi") @About("Largest request body, except uploaded artefacts.")
                    Size manifestLimit,
            @Default("1Gi") @About("Largest artefact that can be uploaded.") Size artefactLimit,
            @Default("10s") @About("How often a watch without news is told that it still works.")
                    Duration heartbeat,
            @Default("30s")
                    @About("How long a connection may be silent in the middle of a request.")
                    Duration idleTimeout,
            @Default("12000") @About("How many watches and followed logs may be open at once.")
                    int maxStreams,
            @About(
                            "Names under which the API is reached besides localhost and its addresses, for example that of"
                                    + " a TLS proxy; requests for others are refused on loopback.")
                    List<String> hosts) {
        public Api {
            hosts = List.copyOf(hosts);
            atLeast("heartbeat", heartbeat, Duration.ofMillis(10));
            atLeast("idleTimeout", idleTimeout, Duration.ofMillis(100));
            if (maxStreams < 1) {
                throw new IllegalArgumentException(
                        "maxStreams: " + maxStreams + " (expected: 1 or more)");
            }
        }
    }

    /// The embedded store of time series, and who answers queries.
    public record Metrics(
            @Default("embedded")
                    @About(
                            "Who answers queries: embedded, or {prometheus: {url: …}} for a server that speaks its HTTP API.")
                    QuerySource source,
            @Default("15d") @About("How long samples are kept.") Duration retention,
            @Default("10Gi")
                    @About(
                            "How much room they may take on the disk; beyond it the oldest are deleted first.")
                    Size maxSize,
            @Default("30m")
                    @About("How far behind the newest sample a late one may be and still be taken.")
                    Duration outOfOrder,
            @Default("100000") @About("How many series there may be in memory.") int series,
            @Default("20000")
                    @About("How many of them may come from one target, such as one instance.")
                    int seriesPerTarget,
            @Default("64") @About("How many labels a series may have.") int labels,
            @Default("256") @About("How many characters a label's name may have.") int nameLength,
            @Default("4096") @About("How many characters a label's value may have.")
                    int valueLength,
            @Default("5s")
                    @About("How often the gateway's and the server's own figures are stored.")
                    Duration every,
            @Default("[rules/*.yaml, rules/*.yml]")
                    @About(
                            "Files of recording and alerting rules, with *, ? and [...] in names; relative to the data"
                                    + " directory.")
                    List<FilePattern> rules,
            @Default("1m") @About("How often groups of rules are evaluated that do not say it.")
                    Duration rulesInterval,
            @About(
                            "A file with scrape_configs, as in Prometheus' configuration: what is scraped besides services.")
                    Optional<NamedFile> scrape,
            @Default("{}") Queries queries,
            @Default("{}") Receive receive,
            @Default("{}") Otlp otlp) {
        private static final long LEAST_ROOM = 64L << 20;

        public Metrics {
            atLeast("retention", retention, Duration.ofHours(2));
            rules = List.copyOf(rules);
            atLeast("every", every, Duration.ofMillis(100));
            atLeast("rulesInterval", rulesInterval, Duration.ofMillis(100));
            if (maxSize.bytes() < LEAST_ROOM) {
                throw new IllegalArgumentException(
                        "maxSize: "
                                + maxSize
                                + " (expected: "
                                + new Size(LEAST_ROOM)
                                + " or more)");
            }
            positive("series", series);
            positive("seriesPerTarget", seriesPerTarget);
            positive("labels", labels);
            positive("nameLength", nameLength);
            positive("valueLength", valueLength);
        }
    }

    /// What queries may use. The presets keep the server within its memory.
    public record Queries(
            @Default("2m") @About("How long a query may take, waiting included.") Duration timeout,
            @Default("4") @About("How many queries may run at once; others wait.") int concurrent,
            @Default("2000000")
                    @About(
                            "How many samples of one query may be in memory at once, 8 bytes each; a series counts as some"
                                    + " twenty, a native histogram as its buckets.")
                    long samples,
            @Default("11000") @About("How many points a range query may ask of each series.")
                    int points,
            @Default("5m")
                    @About(
                            "How old the last sample of a series may be to count as its present value.")
                    Duration lookback,
            @Default("false")
                    @About("Allows the functions of PromQL that Prometheus calls experimental.")
                    boolean experimental) {
        public Queries {
            atLeast("timeout", timeout, Duration.ofMillis(1));
            atLeast("lookback", lookback, Duration.ofMillis(1));
            positive("concurrent", concurrent);
            positive("samples", samples);
            positive("points", points);
        }
    }

    /// Metrics that others send, by remote write or OTLP. What all senders together take in memory is bounded: four times the first of these,
    /// and for each that is stored at a time about four times the second.
    public record Receive(
            @Default("4Mi") @About("Largest body of a request, as it is sent, mostly compressed.")
                    Size bodyLimit,
            @Default("8Mi") @About("Largest body of a request, uncompressed.") Size messageLimit,
            @Default("2") @About("How many requests may be stored at once; others wait.")
                    int concurrent) {
        private static final Size MOST = new Size(256L << 20);

        public Receive {
            positive("concurrent", concurrent);
            size("bodyLimit", bodyLimit);
            size("messageLimit", messageLimit);
        }

        private static void size(String name, Size size) {
            if (size.bytes() < 1 || size.bytes() > MOST.bytes()) {
                throw new IllegalArgumentException(
                        name + ": " + size + " (expected: more than 0, at most " + MOST + ")");
            }
        }
    }

    /// How metrics of OpenTelemetry become series.
    public record Otlp(
            @Default("underscore-escaping-with-suffixes")
                    @About(
                            "What becomes of the names of metrics and attributes, as Prometheus calls it.")
                    OtlpTranslation translation,
            @About("Attributes of the resource that become labels of all its series.")
                    List<String> promoteResourceAttributes,
            @Default("false")
                    @About(
                            "Stores histograms of explicit buckets as native ones with custom buckets instead of classic ones.")
                    boolean customBuckets) {
        public Otlp {
            promoteResourceAttributes = List.copyOf(promoteResourceAttributes);
        }
    }

    /// What becomes of the names of metrics and attributes of OpenTelemetry.
    public enum OtlpTranslation {
        UNDERSCORE_ESCAPING_WITH_SUFFIXES,
        UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES,
        NO_UTF8_ESCAPING_WITH_SUFFIXES,
        NO_TRANSLATION
    }

    /// The program's own log.
    public record Log(
            @Default("standard-error")
                    @About("Where the log goes: file is logs/server.log in the data directory.")
                    LogTarget to,
            @Default("info") @About("The least important events that are logged.") LogLevel level,
            @Default("10MB") @About("Size at which the log file is rotated.") Size fileSize,
            @Default("5") @About("How many log files there may be, the current one included.")
                    int files) {
        public Log {
            if (files < 1) {
                throw new IllegalArgumentException("files: " + files + " (expected: 1 or more)");
            }
        }
    }

    /// Where the log goes.
    public enum LogTarget {
        STANDARD_ERROR,
        FILE
    }

    /// The least important events that are logged.
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + penstock.model.DurationText.format(value)
                            + " (expected: "
                            + penstock.model.DurationText.format(least)
                            + " or more)");
        }
    }
}
