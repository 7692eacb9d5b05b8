package penstock.gateway;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import penstock.gateway.net.ListenAddress;
import penstock.gateway.net.Transport;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.DrainLimits;
import penstock.gateway.proxy.TrustedProxies;

/// The command line of the gateway process.
///
/// @param listen one address or more, the first without TLS
/// @param whenReplaced how long what is under way may go on after this gateway was replaced by another
/// @param clients what holds for all clients
/// @param transport by which means of the system sockets are used
/// @param observing what is told of single requests
record GatewayOptions(
        Path data,
        List<ListenAddress> listen,
        URI control,
        Path credential,
        DrainLimits whenReplaced,
        ClientRules clients,
        Transport transport,
        ObservingOptions observing) {

    static final String USAGE =
            "usage: gateway [guard] --data DIR --listen HOST:PORT… --control http://HOST:PORT --credential FILE"
                    + " [--answer-grace 300s] [--tunnel-grace 300s] [--trusted-proxies RANGE,RANGE…]"
                    + " [--min-body-rate BYTES] [--body-grace 20s] [--tls-listen HOST:PORT]…"
                    + " [--proxy-protocol RANGE,RANGE…] [--transport NAME] "
                    + ObservingOptions.USAGE;

    /// Five minutes, and for idle connections as long as they are kept anyway, so a client notices nothing of a replacement.
    static final DrainLimits GRACE =
            new DrainLimits(Duration.ofSeconds(75), Duration.ofMinutes(5), Duration.ofMinutes(5));

    private static final String ANSWER_GRACE = "--answer-grace";
    private static final String TUNNEL_GRACE = "--tunnel-grace";
    private static final String TRUSTED_PROXIES = "--trusted-proxies";
    private static final String LISTEN = "--listen";
    private static final String TLS_LISTEN = "--tls-listen";
    private static final String PROXY_PROTOCOL = "--proxy-protocol";
    private static final String TRANSPORT = "--transport";
    private static final String MIN_BODY_RATE = "--min-body-rate";
    private static final String BODY_GRACE = "--body-grace";
    private static final Set<String> REQUIRED =
            Set.of("--data", LISTEN, "--control", "--credential");
    private static final Set<String> OPTIONAL =
            Set.of(
                    ANSWER_GRACE,
                    TUNNEL_GRACE,
                    TRUSTED_PROXIES,
                    MIN_BODY_RATE,
                    BODY_GRACE,
                    TLS_LISTEN,
                    PROXY_PROTOCOL,
                    TRANSPORT);

    GatewayOptions {
        listen = List.copyOf(listen);
    }

    /// Reads all options; an `IllegalArgumentException` names every mistake.
    static GatewayOptions parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        List<ListenAddress> listen = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (!REQUIRED.contains(name)
                    && !OPTIONAL.contains(name)
                    && !ObservingOptions.NAMES.contains(name)) {
                mistakes.add("unknown option \"" + name + "\"");
            } else if (i + 1 == arguments.length) {
                mistakes.add(name + " needs a value");
            } else {
                given.put(name, arguments[i + 1]);
                if (name.equals(LISTEN)) {
                    listen.add(new ListenAddress(address(name, arguments[i + 1]), false));
                } else if (name.equals(TLS_LISTEN)) {
                    listen.add(new ListenAddress(address(name, arguments[i + 1]), true));
                }
            }
        }
        REQUIRED.stream()
                .filter(name -> !given.containsKey(name))
                .sorted()
                .forEach(name -> mistakes.add(name + " is missing"));
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", mistakes) + "\n" + USAGE);
        }
        return new GatewayOptions(
                Path.of(given.getOrDefault("--data", "")),
                listen,
                control(given.getOrDefault("--control", "")),
                Path.of(given.getOrDefault("--credential", "")),
                new DrainLimits(
                        GRACE.idle(),
                        grace(ANSWER_GRACE, given, GRACE.answers()),
                        grace(TUNNEL_GRACE, given, GRACE.tunnels())),
                clients(given),
                transport(given),
                ObservingOptions.of(given));
    }

    private static InetSocketAddress address(String option, String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 0 && port <= 65_535) {
                return new InetSocketAddress(
                        text.substring(0, colon).replaceAll("^\\[|]$", ""), port);
            }
        } catch (NumberFormatException notANumber) {
            // told below, together with all other ways to be wrong
        }
        throw new IllegalArgumentException(
                option + ": \"" + text + "\" (expected: HOST:PORT, for example 127.0.0.1:8080)");
    }

    private static URI control(String text) {
        if (!text.matches("https?://[^/]+/?")) {
            throw new IllegalArgumentException(
                    "--control: \"" + text + "\" (expected: for example http://127.0.0.1:7070)");
        }
        return URI.create(text);
    }

    private static ClientRules clients(Map<String, String> given) {
        return new ClientRules(
                ranges(TRUSTED_PROXIES, given),
                ranges(PROXY_PROTOCOL, given),
                rate(given),
                grace(BODY_GRACE, given, ClientRules.DEFAULT.bodyGrace()));
    }

    private static TrustedProxies ranges(String option, Map<String, String> given) {
        try {
            return TrustedProxies.parse(given.getOrDefault(option, ""));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + ": " + wrong.getMessage(), wrong);
        }
    }

    private static Transport transport(Map<String, String> given) {
        try {
            return Transport.parse(given.getOrDefault(TRANSPORT, Transport.AUTO));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(TRANSPORT + ": " + wrong.getMessage(), wrong);
        }
    }

    private static long rate(Map<String, String> given) {
        String text =
                given.getOrDefault(MIN_BODY_RATE, Long.toString(ClientRules.DEFAULT.minBodyRate()));
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(
                    MIN_BODY_RATE
                            + ": \""
                            + text
                            + "\" (expected: bytes per second, for example 100; 0 for no limit)");
        }
        return Long.parseLong(text);
    }

    private static Duration grace(String name, Map<String, String> given, Duration otherwise) {
        String text = given.getOrDefault(name, otherwise.toSeconds() + "s");
        if (!text.matches("[0-9]{1,9}s")) {
            throw new IllegalArgumentException(
                    name + ": \"" + text + "\" (expected: seconds, for example 300s)");
        }
        return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
    }
}
