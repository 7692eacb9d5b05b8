package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Split;

/// One conversation through a gateway, both sides played by the test.
final class ConversationRun implements Place, AutoCloseable {

    private static final int PATIENCE = 60_000;
    private static final int SILENCE = 300;
    private static final Limits LIMITS =
            new Limits(
                    Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(4), 1 << 20);
    private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: (\\d+)");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
    private static final Pattern HOLE = Pattern.compile("\\{(?:id|date|length)}");

    /// One end of a connection.
    private static final class End {
        private final Socket socket;
        private final InputStream in;
        private boolean isOver;

        End(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE);
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        void send(String text, int step) throws IOException {
            if (text.equals("{end}")) {
                socket.shutdownOutput();
            } else if (text.equals("{reset}")) {
                socket.setSoLinger(true, 0);
                socket.close();
                isOver = true;
            } else {
                bytes(HostileCase.decoded(text), step);
            }
        }

        private void bytes(String bytes, int step) {
            try {
                for (int from = 0; from < bytes.length(); ) {
                    int to = (int) Math.min((long) from + step, bytes.length());
                    socket.getOutputStream()
                            .write(bytes.substring(from, to).getBytes(StandardCharsets.ISO_8859_1));
                    from = to;
                }
            } catch (IOException closed) {
                // the gateway had enough; what it said can still be read
            }
        }

        /// Nothing has come for a while, not even an end.
        boolean isSilent() throws IOException {
            socket.setSoTimeout(SILENCE);
            try {
                in.mark(1);
                in.read();
                in.reset();
                return false;
            } catch (SocketTimeoutException silent) {
                return true;
            } finally {
                socket.setSoTimeout(PATIENCE);
            }
        }

        void get(String text) throws IOException {
            if (text.equals("{end}")) {
                assertThat(rest()).describedAs("before the end").isEmpty();
                return;
            }
            if (text.startsWith("problem ")) {
                assertThat(problem()).isEqualTo(text);
                return;
            }
            String expected = HostileCase.decoded(text);
            var got = new StringBuilder();
            Matcher hole = HOLE.matcher(expected);
            int from = 0;
            while (hole.find()) {
                literal(got, hole.start() - from);
                String value = value();
                boolean fits = !hole.group().equals("{date}") || HostileCase.isDate(value);
                got.append(fits ? hole.group() : value);
                from = hole.end();
            }
            literal(got, expected.length() - from);
            assertThat(got.toString()).isEqualTo(expected);
        }

        /// An answer of the gateway itself.
        private String problem() throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int before = head.length();
                literal(head, 1);
                if (head.length() != before + 1) {
                    return head.toString();
                }
            }
            Matcher length = LENGTH.matcher(head);
            var body = new StringBuilder();
            literal(body, length.find() ? Integer.parseInt(length.group(1)) : 0);
            Matcher code = CODE.matcher(body);
            return "problem "
                    + head.substring(9, 12)
                    + " "
                    + (code.find() ? code.group(1) : head + body.toString());
        }

        private void literal(StringBuilder got, int length) throws IOException {
            try {
                for (int i = 0; i < length; i++) {
                    int next = in.read();
                    if (next < 0) {
                        return;
                    }
                    got.append((char) next);
                }
            } catch (SocketTimeoutException late) {
                got.append("[nothing more in time]");
            }
        }

        private String value() throws IOException {
            var value = new StringBuilder();
            while (true) {
                in.mark(1);
                int next = in.read();
                if (next < 0 || next == '\r' || next == '"') {
                    in.reset();
                    return value.toString();
                }
                value.append((char) next);
            }
        }

        /// What still comes until the end; a reset is an end as well.
        String rest() {
            isOver = true;
            var all = new StringBuilder();
            try {
                for (int next = in.read(); next >= 0; next = in.read()) {
                    all.append((char) next);
                }
            } catch (SocketTimeoutException late) {
                all.append("[no end in time]");
            } catch (IOException reset) {
                // over as well
            }
            return all.toString();
        }
    }

    private final GatewayRig rig;
    private final int step;
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<End> instances = new ArrayList<>();
    private final End client;
    private int present;
    private boolean isWaiting;
    private Duration waited = Duration.ZERO;

    /// Bytes are sent in steps of so many.
    ConversationRun(GatewayRig rig, int step) throws IOException {
        this.rig = rig;
        this.step = step;
        server.setSoTimeout(PATIENCE);
        rig.serve(GatewayRig.route(Split.all(GatewayRig.version("v1", this)), LIMITS));
        client = new End(new Socket(rig.address.getAddress(), rig.address.getPort()));
    }

    void run(Conversation one) throws IOException {
        for (Conversation.Line line : one.lines()) {
            switch (line.key()) {
                case "->" -> client.send(line.text(), step);
                case "<-" -> get(client, line.text());
                case "=>" -> get(instance(), line.text());
                case "<=" -> instance().send(line.text(), step);
                case "instance" -> present = Integer.parseInt(line.text()) - 1;
                case "wait" -> wait(Duration.ofSeconds(Long.parseLong(line.text())));
                default -> {}
            }
            isWaiting = line.key().equals("wait");
        }
        assertNothingMore();
    }

    private void wait(Duration time) {
        waited = time;
        rig.advance(time);
    }

    /// When time has gone by before, more does until something comes: the gateway may not have read what was sent when it began.
    private void get(End from, String text) throws IOException {
        while (isWaiting && from.isSilent()) {
            rig.advance(waited);
        }
        from.get(text);
    }

    private End instance() throws IOException {
        while (instances.size() <= present) {
            instances.add(new End(server.accept()));
        }
        return instances.get(present);
    }

    private void assertNothingMore() throws IOException {
        if (!client.isOver) {
            client.socket.shutdownOutput();
        }
        for (End instance : instances) {
            if (!instance.isOver && !instance.socket.isOutputShutdown()) {
                instance.socket.shutdownOutput();
            }
        }
        rig.serve();
        if (!client.isOver) {
            assertThat(client.rest()).describedAs("more at the client").isEmpty();
        }
        for (End instance : instances) {
            if (!instance.isOver) {
                assertThat(instance.rest()).describedAs("more at the instance").isEmpty();
            }
        }
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        client.socket.close();
        for (End instance : instances) {
            instance.socket.close();
        }
        server.close();
    }
}
