package penstock.gateway;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The command line of the gateway process.
record GatewayOptions(Path data, InetSocketAddress listen, URI control, Path credential) {

    static final String USAGE =
            "usage: gateway --data DIR --listen HOST:PORT --control http://HOST:PORT --credential FILE";

    private static final Set<String> NAMES =
            Set.of("--data", "--listen", "--control", "--credential");

    /// Reads all options; an `IllegalArgumentException` names every mistake.
    static GatewayOptions parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        List<String> mistakes = new ArrayList<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!NAMES.contains(arguments[i])) {
                mistakes.add("unknown option \"" + arguments[i] + "\"");
            } else if (i + 1 == arguments.length) {
                mistakes.add(arguments[i] + " needs a value");
            } else {
                given.put(arguments[i], arguments[i + 1]);
            }
        }
        NAMES.stream()
                .filter(name -> !given.containsKey(name))
                .sorted()
                .forEach(name -> mistakes.add(name + " is missing"));
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", mistakes) + "\n" + USAGE);
        }
        return new GatewayOptions(
                Path.of(given.getOrDefault("--data", "")),
                address(given.getOrDefault("--listen", "")),
                control(given.getOrDefault("--control", "")),
                Path.of(given.getOrDefault("--credential", "")));
    }

    private static InetSocketAddress address(String text) {
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
                "--listen: \"" + text + "\" (expected: HOST:PORT, for example 127.0.0.1:8080)");
    }

    private static URI control(String text) {
        if (!text.matches("https?://[^/]+/?")) {
            throw new IllegalArgumentException(
                    "--control: \"" + text + "\" (expected: for example http://127.0.0.1:7070)");
        }
        return URI.create(text);
    }
}
