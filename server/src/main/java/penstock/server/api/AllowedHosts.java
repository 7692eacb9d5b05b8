package penstock.server.api;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.server.config.HostPort;

/// Under which names the API may be asked. A page in the browser of somebody on this machine can let a name of its own lead here
/// and then read the answers as if they were its own (DNS rebinding), so names that nobody gave us are refused. Addresses cannot
/// be led elsewhere, and are allowed.
final class AllowedHosts {
    private static final String LOCAL = "localhost";

    private final Set<String> names;
    private final boolean isOpen;

    private AllowedHosts(Set<String> names, boolean isOpen) {
        this.names = names;
        this.isOpen = isOpen;
    }

    /// @param listen beyond loopback any name will do, unless some are given
    /// @param given what penstock.yaml says
    static AllowedHosts of(HostPort listen, List<String> given) {
        var names =
                Stream.concat(Stream.of(LOCAL, listen.host()), given.stream())
                        .map(AllowedHosts::regular)
                        .collect(Collectors.toUnmodifiableSet());
        return new AllowedHosts(names, given.isEmpty() && !listen.isLoopback());
    }

    private static String regular(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /// @param host without a port
    /// @throws ProblemException for a name that is not allowed
    void require(String host) {
        var name = regular(host);
        boolean isAllowed =
                isOpen
                        || names.contains(name)
                        || name.endsWith("." + LOCAL)
                        || isAddress(name.replaceAll("^\\[|]$", ""));
        if (!isAllowed) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "wrong-host",
                            "The API is not reached as \""
                                    + host
                                    + "\" (expected: an address, localhost, or a name that api.hosts of penstock.yaml"
                                    + " lists)."));
        }
    }

    private static boolean isAddress(String text) {
        if (!text.matches("[0-9a-f:.]+")) {
            return false;
        }
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
