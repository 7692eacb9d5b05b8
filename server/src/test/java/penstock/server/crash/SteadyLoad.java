package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import penstock.model.Text;

/// Users of the service, each with a connection that is kept and, every tenth time, a new one: GET and POST in turn, each
/// with an id of its own, until told to stop or for eight minutes at most. What the instances wrote into their ledgers is compared
/// with what was sent.
final class SteadyLoad implements AutoCloseable {
    static final int USERS = 3;
    private static final int PATIENCE = 30_000;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(12);
    private static final long MOST = TimeUnit.MINUTES.toNanos(8);

    private final Path data;
    private final Path ledgers;
    private final String name;
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final List<Thread> users = new ArrayList<>();
    private volatile boolean isStopping;

    /// One request.
    ///
    /// @param failure what became of it instead of an answer 200 with its id; empty when all was well
    record Sent(String id, boolean isPost, String failure) {
        boolean isLost() {
            return !failure.isEmpty();
        }
    }

    /// @param name keeps the ids of several loads on one installation apart
    SteadyLoad(Path data, Path ledgers, String name) {
        this.data = data;
        this.ledgers = ledgers;
        this.name = name;
        for (int user = 0; user < USERS; user++) {
            int number = user;
            users.add(Thread.ofVirtual().start(() -> use(number)));
        }
    }

    private void use(int user) {
        long deadline = System.nanoTime() + MOST;
        Optional<Socket> kept = Optional.empty();
        for (int i = 0; !isStopping && System.nanoTime() < deadline; i++) {
            boolean isPost = i % 2 == 1;
            var id = name + "-" + user + "-" + i;
            var failure = "";
            try {
                if (kept.isEmpty()) {
                    kept = Optional.of(connect());
                }
                var answer = ask(kept.get(), id, isPost, "user" + (user + USERS * (i % 50)));
                failure = answer.endsWith(" " + id) ? "" : answer;
            } catch (IOException e) {
                failure = e.toString();
            }
            sent.add(new Sent(id, isPost, failure));
            if (!failure.isEmpty() || i % 10 == 9) {
                kept.ifPresent(SteadyLoad::close);
                kept = Optional.empty();
            }
            LockSupport.parkNanos(PAUSE);
        }
        kept.ifPresent(SteadyLoad::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closed by the other side
        }
    }

    private Socket connect() throws IOException {
        var gateway = Text.readJson(Files.readString(data.resolve("run/gateway.json")));
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        var port = Integer.parseInt(gateway.textAt("port"));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
        return socket;
    }

    /// @return the body of an answer 200, or all that came instead
    private static String ask(Socket socket, String id, boolean isPost, String user)
            throws IOException {
        var request =
                (isPost ? "POST" : "GET")
                        + " /w/"
                        + id
                        + " HTTP/1.1\r\nHost: shop.localhost\r\nX-User: "
                        + user
                        + (isPost ? "\r\nContent-Length: 4\r\n\r\nbody" : "\r\n\r\n");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        var in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        var status = in.readLine();
        if (status == null) {
            throw new IOException("the connection ended before the answer");
        }
        int length = 0;
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        var body = new char[length];
        int read = 0;
        while (read < length) {
            int more = in.read(body, read, length - read);
            if (more < 0) {
                throw new IOException("the answer ended early");
            }
            read += more;
        }
        return status.contains(" 200 ") ? new String(body) : status + " " + new String(body);
    }

    /// Waits until so many more requests have been answered.
    void awaitMore(int requests) {
        int wanted = sent.size() + requests;
        Waiting.until(() -> sent.size() >= wanted, () -> "requests: " + sent.size());
    }

    /// What was sent, once every user has stopped.
    List<Sent> stop() {
        close();
        return List.copyOf(sent);
    }

    /// Ends the load, and fails unless every request was answered and was served by one instance once.
    void requireEachServedOnce() throws IOException {
        var all = stop();
        assertThat(lost()).as("lost").isEmpty();
        var served = served();
        assertThat(all).allSatisfy(each -> assertThat(served).containsEntry(each.id(), 1));
        System.out.println(name + ": " + all.size() + " requests, none lost or doubled");
    }

    /// Ends the load, and fails when a POST was served twice, whatever became of its answer.
    void requireNoneServedTwice() throws IOException {
        var posts = stop().stream().filter(Sent::isPost).toList();
        var served = served();
        assertThat(posts)
                .allSatisfy(each -> assertThat(served.getOrDefault(each.id(), 0)).isLessThan(2));
    }

    List<Sent> lost() {
        return stop().stream().filter(Sent::isLost).toList();
    }

    /// How often each id was served, by the ledgers of all instances there ever were.
    private Map<String, Integer> served() throws IOException {
        var served = new HashMap<String, Integer>();
        try (var files = Files.list(ledgers)) {
            for (var file : files.toList()) {
                for (var id : Files.readAllLines(file)) {
                    if (id.startsWith(name + "-")) {
                        served.merge(id, 1, Integer::sum);
                    }
                }
            }
        }
        return served;
    }

    @Override
    public void close() {
        isStopping = true;
        for (var user : users) {
            try {
                user.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while a user was waiting", e);
            }
        }
    }
}
