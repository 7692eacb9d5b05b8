package penstock.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Clients that send without a break until they are stopped: some with a connection for each request, some that keep theirs as
/// long as the gateway does.
final class GatewayLoad implements AutoCloseable {

    final AtomicLong answered = new AtomicLong();
    final Queue<String> failures = new ConcurrentLinkedQueue<>();
    final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final InetSocketAddress address;
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean isStopped;

    GatewayLoad(InetSocketAddress address, int fresh, int kept) {
        this.address = address;
        for (int i = 0; i < fresh + kept; i++) {
            boolean isFresh = i < fresh;
            clients.add(Thread.ofVirtual().start(() -> run(isFresh)));
        }
    }

    private void run(boolean isFresh) {
        while (!isStopped) {
            try (var client = new RawClient(address)) {
                exchange(client, isFresh);
            } catch (ConnectException refused) {
                refusals.add(refused.toString());
            } catch (IOException lost) {
                failures.add(lost.toString());
            }
        }
    }

    private void exchange(RawClient client, boolean isFresh) throws IOException {
        boolean isOver = false;
        while (!isOver) {
            RawClient.Answer answer = client.get("/");
            if (answer.status() == 200) {
                answered.incrementAndGet();
            } else {
                failures.add(answer.head());
            }
            isOver = isFresh || isStopped || answer.header("Connection").equals("close");
        }
    }

    /// Waits until so many more were answered.
    void await(int more) {
        long goal = answered.get() + more;
        Await.until(() -> answered.get() >= goal);
    }

    /// Returns once every client has its last answer.
    @Override
    public void close() {
        isStopped = true;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }
    }
}
