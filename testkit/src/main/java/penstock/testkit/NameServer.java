package penstock.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A DNS server (RFC 1035) on a loopback port, over UDP and TCP, which says what a test wants it to say.
public final class NameServer implements AutoCloseable {
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int SRV = 33;
    private static final int NO_SUCH_NAME = 3;
    private static final int TRUNCATED = 0x0200;
    private static final int LARGEST_OVER_UDP = 512;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, List<Entry>> entries = new ConcurrentHashMap<>();

    /// How many questions have come, over both.
    public final AtomicInteger asked = new AtomicInteger();

    /// Of these, over TCP.
    public final AtomicInteger askedOverTcp = new AtomicInteger();

    /// Whether questions are left without an answer.
    public volatile boolean isSilent;

    /// The code that every question is answered with; 0 for a good answer.
    public volatile int code;

    /// One record.
    private record Entry(int type, int ttl, List<Byte> data) {
        Entry(int type, int ttl, byte[] data) {
            this(type, ttl, list(data));
        }

        private static List<Byte> list(byte[] data) {
            var bytes = new ArrayList<Byte>();
            for (byte each : data) {
                bytes.add(each);
            }
            return List.copyOf(bytes);
        }
    }

    public NameServer() {
        try {
            tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::overUdp);
        Thread.ofVirtual().start(this::overTcp);
    }

    /// As one writes it after `resolver:`.
    public String address() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    /// Says that a name has these addresses, and no others.
    public void addresses(String name, int ttl, String... literals) {
        entries.put(
                name,
                List.of(literals).stream()
                        .map(InetAddress::ofLiteral)
                        .map(
                                address ->
                                        new Entry(
                                                address.getAddress().length == 4 ? A : AAAA,
                                                ttl,
                                                address.getAddress()))
                        .toList());
    }

    /// Says that a name has these SRV records, and no others.
    ///
    /// @param servers each `priority weight port host`
    public void servers(String name, int ttl, String... servers) {
        entries.put(
                name,
                List.of(servers).stream().map(text -> new Entry(SRV, ttl, server(text))).toList());
    }

    /// Says that there is no such name.
    public void forget(String name) {
        entries.remove(name);
    }

    private static byte[] server(String text) {
        var parts = text.split(" ", -1);
        return bytes(
                out -> {
                    out.writeShort(Integer.parseInt(parts[0]));
                    out.writeShort(Integer.parseInt(parts[1]));
                    out.writeShort(Integer.parseInt(parts[2]));
                    for (var label : parts[3].split("\\.", 0)) {
                        out.writeByte(label.length());
                        out.write(label.getBytes(StandardCharsets.US_ASCII));
                    }
                    out.writeByte(0);
                });
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void overUdp() {
        var room = new byte[4096];
        while (!udp.isClosed()) {
            try {
                var packet = new DatagramPacket(room, room.length);
                udp.receive(packet);
                asked.incrementAndGet();
                if (!isSilent) {
                    var answer = answer(packet.getData(), LARGEST_OVER_UDP);
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException _) {
                // closed, or nobody waits any more
            }
        }
    }

    private void overTcp() {
        while (!tcp.isClosed()) {
            try {
                var socket = tcp.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                var question = in.readNBytes(in.readUnsignedShort());
                asked.incrementAndGet();
                askedOverTcp.incrementAndGet();
                if (!isSilent) {
                    var answer = answer(question, Integer.MAX_VALUE);
                    out.writeShort(answer.length);
                    out.write(answer);
                    out.flush();
                }
            }
        } catch (IOException _) {
            // the other side is done
        }
    }

    private byte[] answer(byte[] question, int most) {
        int end = 12;
        var name = new StringBuilder();
        while (question[end] != 0) {
            if (!name.isEmpty()) {
                name.append('.');
            }
            name.append(new String(question, end + 1, question[end], StandardCharsets.US_ASCII));
            end += 1 + question[end];
        }
        int type = ((question[end + 1] & 0xff) << 8) | (question[end + 2] & 0xff);
        int length = end + 5 - 12;
        var known = entries.get(name.toString().toLowerCase(Locale.ROOT));
        var all = known == null ? List.<Entry>of() : known;
        var found = all.stream().filter(entry -> entry.type == type).toList();
        int result = code != 0 ? code : known == null ? NO_SUCH_NAME : 0;
        var whole = message(question, length, result, code == 0 ? found : List.of());
        return whole.length <= most ? whole : message(question, length, TRUNCATED, List.of());
    }

    /// Names in the answer section are pointers to the question's.
    private static byte[] message(byte[] question, int length, int flags, List<Entry> found) {
        return bytes(
                out -> {
                    out.write(question, 0, 2);
                    out.writeShort(0x8180 | flags);
                    out.writeShort(1);
                    out.writeShort(found.size());
                    out.writeInt(0);
                    out.write(question, 12, length);
                    for (var entry : found) {
                        out.writeShort(0xc00c);
                        out.writeShort(entry.type);
                        out.writeShort(1);
                        out.writeInt(entry.ttl);
                        out.writeShort(entry.data.size());
                        for (byte each : entry.data) {
                            out.writeByte(each);
                        }
                    }
                });
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
