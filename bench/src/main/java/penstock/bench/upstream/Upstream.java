package penstock.bench.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import penstock.bench.rig.Certificate;
import penstock.cli.load.Frame;

/// The program. `PORT` is where it listens; see [Faults] and [Records] for the rest of its environment.
///
/// `/health` answers for the probes. Everything else is written down, then answered: `/upload/ID` with the SHA-256 of
/// what came, `/download/ID` slowly with [Content], `/socket/ID` as a WebSocket that echoes, `/page/NAME` with a [Page], any other path
/// with itself.
public final class Upstream {
    private static final int BACKLOG = 1_024;

    private final Faults faults;
    private final Records records;
    private final AtomicLong received = new AtomicLong();

    private Upstream(Map<String, String> environment) throws IOException {
        faults = Faults.of(environment);
        records = Records.open(environment);
    }

    public static void main(String[] arguments) throws IOException {
        var environment = System.getenv();
        var upstream = new Upstream(environment);
        if (upstream.faults.crashAfter() == 0) {
            System.err.println("This version ends at its start, as UPSTREAM_CRASH_AFTER says.");
            System.exit(3);
        }
        int port = Integer.parseInt(environment.getOrDefault("PORT", "0"));
        try (var listener = listen(port, environment.getOrDefault("UPSTREAM_TLS", ""))) {
            while (true) {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> upstream.serve(socket));
            }
        }
    }

    /// @param store with the certificate to speak TLS with ([Certificate]); empty for none
    private static ServerSocket listen(int port, String store) throws IOException {
        var address = InetAddress.getLoopbackAddress();
        return store.isEmpty()
                ? new ServerSocket(port, BACKLOG, address)
                : Certificate.serving(Path.of(store))
                        .getServerSocketFactory()
                        .createServerSocket(port, BACKLOG, address);
    }

    private void serve(Socket socket) {
        try (var wire = new Wire(socket)) {
            for (var head = wire.next(); head.isPresent(); head = wire.next()) {
                serve(wire, head.get());
            }
        } catch (IOException _) {
            // The other side has gone; whatever it still wanted was written down.
        }
    }

    private void serve(Wire wire, Wire.Head head) throws IOException {
        if (head.path().equals("/health")) {
            wire.answer(faults.isNeverReady() ? 503 : 200, servedBy(), text("OK\n"));
            return;
        }
        var digest = sha256();
        wire.body(head, (bytes, count) -> digest.update(bytes, 0, count));
        var id = id(head);
        records.add(id, head.method());
        if (received.incrementAndGet() == faults.crashAfter()) {
            Runtime.getRuntime().halt(4);
        }
        var random = ThreadLocalRandom.current();
        if (random.nextDouble() < faults.lateShare()) {
            LockSupport.parkNanos(faults.late().toNanos());
        }
        if (random.nextDouble() < faults.errors()) {
            wire.answer(500, servedBy(), text("This version fails, as UPSTREAM_ERRORS says.\n"));
        } else if (head.path().startsWith("/download/")) {
            download(wire, id);
        } else if (head.path().startsWith("/socket/")) {
            socket(wire, head);
        } else if (head.path().startsWith(Page.PREFIX) && head.method().equals("GET")) {
            page(wire, head);
        } else if (head.path().startsWith("/upload/")) {
            wire.answer(200, servedBy(), text(HexFormat.of().formatHex(digest.digest())));
        } else {
            wire.answer(200, servedBy(), text(head.path()));
        }
    }

    private String servedBy() {
        return "Served-By: " + records.who() + "\r\n";
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Its number: a field says it where many ask for the same.
    private static String id(Wire.Head head) {
        var told = head.field(Page.ID);
        return told.isEmpty() ? head.path().substring(head.path().lastIndexOf('/') + 1) : told;
    }

    private void page(Wire wire, Wire.Head head) throws IOException {
        var page = Page.of(head, records.version(), System.currentTimeMillis());
        var fields = new StringBuilder("Content-Type: text/plain\r\nCache-Control: ");
        fields.append(page.policy().control()).append("\r\nStamp: ").append(page.stamp());
        fields.append("\r\n").append(servedBy());
        if (!page.validator().isEmpty()) {
            fields.append("ETag: ").append(page.validator()).append("\r\n");
        }
        if (page.policy() == Page.Policy.VARIED) {
            fields.append("Vary: X-Language\r\n");
        }
        if (page.isKnown(head.field("if-none-match"))) {
            wire.answer(304, fields.toString());
        } else if (page.policy() == Page.Policy.UNSTORED) {
            wire.beginChunks(fields.toString());
            wire.chunk(page.content());
            wire.chunk(new byte[0]);
        } else {
            wire.answer(200, fields.toString(), page.content());
        }
    }

    private void download(Wire wire, String id) throws IOException {
        wire.beginChunks(servedBy());
        for (int number = 0; number < Content.CHUNKS; number++) {
            wire.chunk(Content.chunk(Long.parseLong(id), number));
            LockSupport.parkNanos(Content.GAP.toNanos());
        }
        wire.chunk(new byte[0]);
    }

    private void socket(Wire wire, Wire.Head head) throws IOException {
        var accept = Frame.accept(head.field("sec-websocket-key"));
        var text =
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nServed-By: "
                        + records.who()
                        + "\r\nSec-WebSocket-Accept: "
                        + accept
                        + "\r\n\r\n";
        wire.out().write(text.getBytes(StandardCharsets.US_ASCII));
        var frame = Frame.read(wire.in());
        while (frame.opcode() == Frame.TEXT) {
            frame.write(wire.out(), false);
            frame = Frame.read(wire.in());
        }
        frame.write(wire.out(), false);
        wire.close();
    }

    /// The SHA-256 of a text, as the answer to an upload has it.
    public static String digest(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
