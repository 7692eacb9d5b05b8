package penstock.server.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import penstock.model.Node;
import penstock.model.Text;

/// Reads server-sent events in the background.
final class EventStream implements AutoCloseable {
    /// One event; a heartbeat has the name `heartbeat`, the end of the stream `end`.
    record Event(String id, String name, String data) {
        Node json() {
            return Text.readJson(data);
        }
    }

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final InputStream in;

    EventStream(InputStream in) {
        this.in = in;
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var id = "";
            var name = "";
            var data = "";
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isEmpty()) {
                    events.add(new Event(id, name, data));
                    name = "";
                    data = "";
                } else if (line.startsWith(": ")) {
                    name = line.substring(2);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
            events.add(new Event(id, "end", ""));
        } catch (IOException _) {
            events.add(new Event("", "end", ""));
        }
    }

    /// The next event with one of the names, others are skipped.
    Event next(String... names) throws InterruptedException {
        while (true) {
            var event = events.poll(20, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError(
                        "no event within 20 s, wanted " + String.join(", ", names));
            }
            if (java.util.List.of(names).contains(event.name())) {
                return event;
            }
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
