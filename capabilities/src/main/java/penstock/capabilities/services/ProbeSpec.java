package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import penstock.model.Default;

/// One question put to an instance again and again: over HTTP, by connecting, or by running a command.
/// Short forms: `/health/ready` (HTTP) and `tcp` (connect to the instance's port).
///
/// @param http a path, asked with GET on the instance's port; 200 to 399 is a yes
/// @param tcp a port that must accept a connection: a number, or `{port}` for the instance's own
/// @param command a program that must end with exit code 0; it runs in the instance's directory and environment
/// @param every from one question to the next, not counting from the answer; until the first yes at most 250 ms
/// @param timeout for the whole question, however slowly an answer trickles in
/// @param within how long an instance may take to the first yes (startup and ready)
/// @param failures so many in a row are a no
/// @param successes so many in a row are a yes
public record ProbeSpec(
        Optional<String> http,
        Optional<String> tcp,
        List<String> command,
        @Default("1s") Duration every,
        @Default("1s") Duration timeout,
        @Default("300s") Duration within,
        @Default("3") int failures,
        @Default("1") int successes) {
    private static final Pattern PATH = Pattern.compile("/[!-~]*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

    /// Connects to the instance's port: what `ready` means when a service does not say.
    public static final ProbeSpec CONNECT = connect();

    public ProbeSpec {
        command = List.copyOf(command);
        int ways =
                (http.isPresent() ? 1 : 0)
                        + (tcp.isPresent() ? 1 : 0)
                        + (command.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new IllegalArgumentException(
                    "probe: "
                            + ways
                            + " ways to ask (expected: exactly one of http, tcp, command)");
        }
        http.ifPresent(
                path -> {
                    if (!PATH.matcher(path).matches()) {
                        throw new IllegalArgumentException(
                                "http: \"" + path + "\" (expected: a path such as /health/ready)");
                    }
                });
        tcp.ifPresent(ProbeSpec::checkPort);
        Checks.noNul("command", command);
        Checks.positive("every", every);
        Checks.positive("timeout", timeout);
        Checks.positive("within", within);
        Checks.atLeast("failures", failures, 1);
        Checks.atLeast("successes", successes, 1);
    }

    public static ProbeSpec parse(String text) {
        if (text.strip().equals("tcp")) {
            return CONNECT;
        }
        return of(Optional.of(text.strip()), Optional.empty(), List.of());
    }

    private static ProbeSpec connect() {
        return of(Optional.empty(), Optional.of("{port}"), List.of());
    }

    private static ProbeSpec of(Optional<String> http, Optional<String> tcp, List<String> command) {
        return new ProbeSpec(
                http,
                tcp,
                command,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(300),
                3,
                1);
    }

    private static void checkPort(String text) {
        boolean isPort =
                text.equals("{port}")
                        || (NUMBER.matcher(text).matches()
                                && Integer.parseInt(text) >= 1
                                && Integer.parseInt(text) <= 65_535);
        if (!isPort) {
            throw new IllegalArgumentException(
                    "tcp: \"" + text + "\" (expected: {port} or a port from 1 to 65535)");
        }
    }
}
