package penstock.capabilities.services.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.ProbeSpec;
import penstock.model.DurationText;

/// Asks one question and gives one answer, within the question's time whatever the other side does.
final class Prober {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: ([ -~]*))?");
    private static final int MAX_HEAD = 8_192;
    private static final int POLITENESS_MILLIS = 50;
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /// @param isAsked false when the question could not be put for want of something on the server's side: neither yes
    ///     nor no
    /// @param text the answer in words: `HTTP 503`, `connection refused`
    record Answer(boolean isYes, boolean isAsked, String text) {
        Answer(boolean isYes, String text) {
            this(isYes, true, text);
        }

        static Answer unasked(Exception failure) {
            return new Answer(false, false, "could not be asked: " + failure.getMessage());
        }
    }

    private final Launcher launcher;

    Prober(Launcher launcher) {
        this.launcher = launcher;
    }

    /// What is asked, in words.
    static String describe(ProbeSpec probe, int port) {
        return probe.http()
                .map(path -> "http://127.0.0.1:" + port + path)
                .or(() -> probe.h2c().map(path -> "HTTP/2 at 127.0.0.1:" + port + path))
                .or(() -> probe.grpc().map(name -> grpc(name, port)))
                .or(() -> probe.tcp().map(tcp -> "a connection to port " + number(tcp, port)))
                .orElseGet(() -> "command " + String.join(" ", probe.command()));
    }

    private static String grpc(String name, int port) {
        return "gRPC health" + (name.isEmpty() ? "" : " of " + name) + " at 127.0.0.1:" + port;
    }

    Answer ask(
            ProbeSpec probe,
            InstanceSpec spec,
            int port,
            Path directory,
            Map<String, String> environment) {
        try {
            if (probe.http().isPresent()) {
                return http(probe.http().get(), port, probe.timeout());
            }
            if (probe.h2c().isPresent()) {
                return Http2Probe.path(probe.h2c().get(), port, probe.timeout());
            }
            if (probe.grpc().isPresent()) {
                return Http2Probe.grpc(probe.grpc().get(), port, probe.timeout());
            }
            if (probe.tcp().isPresent()) {
                return tcp(number(probe.tcp().get(), port), probe.timeout());
            }
            var command = Commands.resolve(probe.command(), spec, port, Commands.path(environment));
            return command(command, directory, environment, probe.timeout());
        } catch (SocketTimeoutException _) {
            return new Answer(false, "no answer within " + DurationText.format(probe.timeout()));
        } catch (ConnectException _) {
            return new Answer(false, "connection refused");
        } catch (StartFailure e) {
            return new Answer(false, e.explanation());
        } catch (IOException e) {
            return Shortage.isCauseOf(e)
                    ? Answer.unasked(e)
                    : new Answer(false, "connection failed: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer(false, "interrupted");
        }
    }

    private static int number(String tcp, int port) {
        return tcp.equals("{port}") ? port : Integer.parseInt(tcp);
    }

    private static Answer tcp(int port, Duration timeout) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), millis(timeout));
            return new Answer(true, "connected");
        }
    }

    private static Answer http(String path, int port, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), remaining(deadline));
            var request =
                    "GET "
                            + path
                            + " HTTP/1.1\r\nHost: 127.0.0.1:"
                            + port
                            + "\r\nUser-Agent: penstock-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var line = statusLine(socket, deadline);
            var status = STATUS.matcher(line);
            if (!status.matches()) {
                return new Answer(
                        false,
                        "no HTTP answer: \""
                                + line.substring(0, Math.min(60, line.length()))
                                + "\"");
            }
            drain(socket);
            int code = Integer.parseInt(status.group(1));
            return new Answer(code >= 200 && code < 400, "HTTP " + code);
        }
    }

    private static String statusLine(Socket socket, long deadline) throws IOException {
        var line = new ByteArrayOutputStream();
        var input = socket.getInputStream();
        while (line.size() < MAX_HEAD) {
            socket.setSoTimeout(remaining(deadline));
            int next = input.read();
            if (next < 0 || next == '\n') {
                break;
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    /// Takes the rest of a short answer, so that the program does not see its connection torn down in mid-answer.
    private static void drain(Socket socket) {
        var rest = new byte[MAX_HEAD];
        try {
            socket.setSoTimeout(POLITENESS_MILLIS);
            for (int i = 0; i < 8 && socket.getInputStream().read(rest) >= 0; i++) {
                socket.setSoTimeout(POLITENESS_MILLIS);
            }
        } catch (IOException _) {
            return; // the status line was what counted
        }
    }

    static int remaining(long deadline) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static int millis(Duration timeout) {
        return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }

    private Answer command(
            List<String> command, Path directory, Map<String, String> environment, Duration timeout)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("penstock-probe", ".log");
        try {
            var process = launcher.run(command, directory, environment, output);
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return new Answer(false, "did not end within " + DurationText.format(timeout));
            }
            int code = process.exitValue();
            return new Answer(code == 0, "exit code " + code + lastLine(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String lastLine(Path output) throws IOException {
        if (Files.size(output) > 1 << 16) {
            return "";
        }
        var text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        var line = text.substring(text.lastIndexOf('\n') + 1);
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(200, line.length()));
    }
}
