package penstock.capabilities.services.probing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.ProbeSpec;
import penstock.gateway.routes.tls.Diagnosis;
import penstock.gateway.routes.tls.UnusableFilesException;
import penstock.model.DurationText;

/// Asks one question over the network and gives one answer, within the question's time whatever the other side does.
public final class NetworkProbe {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: ([ -~]*))?");
    static final String HTTP_1_1 = "http/1.1";
    private static final int MAX_HEAD = 8_192;
    private static final int POLITENESS_MILLIS = 50;

    private NetworkProbe() {}

    /// What is asked, in words.
    static String describe(ProbeSpec probe, Dial dial, Endpoint at) {
        var scheme = dial.isSecure() ? "https://" : "http://";
        return probe.http()
                .map(path -> scheme + at + path)
                .or(() -> probe.h2c().map(path -> "HTTP/2 at " + at + path))
                .or(() -> probe.grpc().map(name -> grpc(name, at)))
                .or(() -> probe.tcp().map(_ -> "a connection to " + at(probe, at)))
                .orElseGet(() -> "command " + String.join(" ", probe.command()));
    }

    private static String grpc(String name, Endpoint at) {
        return "gRPC health" + (name.isEmpty() ? "" : " of " + name) + " at " + at;
    }

    /// @param probe one that asks over HTTP, by gRPC or by connecting
    public static Answer ask(ProbeSpec probe, Dial dial, Endpoint at) {
        try {
            if (probe.http().isPresent()) {
                return http(probe.http().get(), dial, at, probe.timeout());
            }
            if (probe.h2c().isPresent()) {
                return Http2Probe.path(probe.h2c().get(), dial, at, probe.timeout());
            }
            return probe.grpc().isPresent()
                    ? Http2Probe.grpc(probe.grpc().get(), dial, at, probe.timeout())
                    : tcp(at(probe, at), at, dial, probe.timeout());
        } catch (SocketTimeoutException _) {
            return new Answer(false, "no answer within " + DurationText.format(probe.timeout()));
        } catch (ConnectException _) {
            return new Answer(false, "connection refused");
        } catch (SSLException | UnusableFilesException e) {
            return new Answer(false, "TLS failed: " + Diagnosis.of(e).text());
        } catch (IOException e) {
            return Shortage.isCauseOf(e)
                    ? Answer.unasked(e)
                    : new Answer(false, "connection failed: " + e.getMessage());
        }
    }

    private static Endpoint at(ProbeSpec probe, Endpoint at) {
        var port = probe.tcp().orElse("{port}");
        return port.equals("{port}") ? at : new Endpoint(at.host(), Integer.parseInt(port));
    }

    /// Of its own port more is wanted than that: who accepts there must be who is meant.
    private static Answer tcp(Endpoint at, Endpoint own, Dial dial, Duration timeout)
            throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean isOwn = at.equals(own);
        var socket = isOwn ? dial.connect(at, HTTP_1_1, deadline) : Dial.plain(at, deadline);
        socket.close();
        return new Answer(true, "connected");
    }

    private static Answer http(String path, Dial dial, Endpoint at, Duration timeout)
            throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (var socket = dial.connect(at, HTTP_1_1, deadline)) {
            var request =
                    "GET "
                            + path
                            + " HTTP/1.1\r\nHost: "
                            + at
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
}
