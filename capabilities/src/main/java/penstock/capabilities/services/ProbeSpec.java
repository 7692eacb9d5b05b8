package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import penstock.model.Default;

/// One question put to an instance again and again: over HTTP, by gRPC, by connecting, or by running a command; over the network
/// within TLS where the instance speaks that (`run.tls`).
/// Short forms: `/health/ready` (HTTP), `grpc` (the whole instance) and `tcp` (connect to the instance's port).
///
/// @param http a path, asked with GET over HTTP/1.1 on the instance's port; 200 to 399 is a yes
/// @param h2c the same over HTTP/2, for a service with `route.protocol: h2` or `h2c`
/// @param grpc the name of a gRPC service, or nothing for the whole instance, of which `grpc.health.v1.Health` must say SERVING
/// @param tcp a port that must accept a connection: a number, or `{port}` for the instance's own
/// @param command a program that must end with exit code 0; it runs in the instance's directory and environment
/// @param every from one question to the next, not counting from the answer; until the first yes at most 250 ms
/// @param timeout for the whole question, however slowly an answer trickles in
/// @param within how long an instance may take to the first yes (startup and ready)
/// @param failures so many in a row are a no
/// @param successes so many in a row are a yes
public record ProbeSpec(
        Optional<String> http,
        Optional<String> h2c,
        Optional<String> grpc,
        Optional<String> tcp,
        List<String> command,
        @Default("1s") Duration every,
        @Default("1s") Duration timeout,
        @Default("300s") Duration within,
        @Default("3") int failures,
        @Default("1") int successes) {
    private static final Pattern PATH = Pattern.compile("/[!-~]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._/-]{0,120}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

    /// Connects to the instance's port: what `ready` means when a service does not say.
    public static final ProbeSpec CONNECT = connect();

    public ProbeSpec {
        command = List.copyOf(command);
        long ways =
                Stream.of(http, h2c, grpc, tcp).filter(Optional::isPresent).count()
                        + (command.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new IllegalArgumentException(
                    "probe: "
                            + ways
                            + " ways to ask (expected: exactly one of http, h2c, grpc, tcp, command)");
        }
        http.ifPresent(path -> checkPath("http", path));
        h2c.ifPresent(path -> checkPath("h2c", path));
        grpc.ifPresent(ProbeSpec::checkName);
        tcp.ifPresent(ProbeSpec::checkPort);
        Checks.noNul("command", command);
        Checks.positive("every", every);
        Checks.positive("timeout", timeout);
        Checks.positive("within", within);
        Checks.atLeast("failures", failures, 1);
        Checks.atLeast("successes", successes, 1);
    }

    public static ProbeSpec parse(String text) {
        return switch (text.strip()) {
            case "tcp" -> CONNECT;
            case "grpc" -> of(Optional.empty(), Optional.of(""), Optional.empty());
            default -> of(Optional.of(text.strip()), Optional.empty(), Optional.empty());
        };
    }

    private static ProbeSpec connect() {
        return of(Optional.empty(), Optional.empty(), Optional.of("{port}"));
    }

    private static ProbeSpec of(
            Optional<String> http, Optional<String> grpc, Optional<String> tcp) {
        return new ProbeSpec(
                http,
                Optional.empty(),
                grpc,
                tcp,
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(300),
                3,
                1);
    }

    private static void checkPath(String word, String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    word + ": \"" + path + "\" (expected: a path such as /health/ready)");
        }
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "grpc: \""
                            + name
                            + "\" (expected: the name of a gRPC service such as shop.Cart, or \"\" for the whole instance)");
        }
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
