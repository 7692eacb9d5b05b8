package penstock.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import penstock.kernel.ResourceService;
import penstock.kernel.store.Document;
import penstock.kernel.store.Event;
import penstock.kernel.store.Store;
import penstock.model.Encoder;
import penstock.model.Kind;
import penstock.model.Metadata;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.ResourceCodec;
import penstock.model.Text;

/// Watches: changes as server-sent events, in the order of revisions, from the one the client names.
///
/// The id of each event is the revision to continue from. A silent watch gets a heartbeat that also carries the present
/// revision, so that a client that reconnects does not fall behind because nothing happened to its kind.
final class WatchRoutes {
    private static final int BATCH = 256;

    private final ResourceService resources;
    private final Store store;
    private final Streams streams;
    private final Duration heartbeat;
    private final RenderedEvents rendered = new RenderedEvents();

    WatchRoutes(ResourceService resources, Streams streams, Duration heartbeat) {
        this.resources = resources;
        this.store = resources.store();
        this.streams = streams;
        this.heartbeat = heartbeat;
    }

    Answer watch(Request request, Kind<?, ?> kind, Predicate<Ref> wanted)
            throws InterruptedException {
        var query = request.query().allowing("watch");
        long asked = query.number("watch", 0, 0, Long.MAX_VALUE);
        query.check();
        long from = request.header("Last-Event-ID").map(WatchRoutes::revision).orElse(asked);
        long newest = store.revision();
        if (from > newest) {
            throw fromTheFuture(from, newest);
        }
        var first = store.changesSince(from, BATCH, Duration.ZERO);
        Predicate<Ref> filter = ref -> ref.kind().equals(kind.name()) && wanted.test(ref);
        return new Answer.Stream(
                "text/event-stream;charset=utf-8",
                out -> {
                    var watch = new Watch(kind, filter, out, request);
                    streams.run(() -> watch.run(first, from));
                });
    }

    private static long revision(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    Problem.Invalid.at(
                            "", "Last-Event-ID", "\"" + text + "\" (expected: a revision)"),
                    e);
        }
    }

    /// Happens when the store was replaced by an older copy; the client does the same as when it is too late.
    private static ProblemException fromTheFuture(long asked, long newest) {
        return new ProblemException(
                Problem.Refused.because(
                        "too-far-behind",
                        "There is no revision "
                                + asked
                                + " yet (newest: "
                                + newest
                                + "). List again and watch from the revision of the list."));
    }

    private final class Watch {
        private final Kind<?, ?> kind;
        private final Predicate<Ref> filter;
        private final OutputStream out;
        private final Request request;

        Watch(Kind<?, ?> kind, Predicate<Ref> filter, OutputStream out, Request request) {
            this.kind = kind;
            this.filter = filter;
            this.out = out;
            this.request = request;
        }

        /// Ends by a failing write, an interrupt, or falling too far behind.
        long run(List<Event> first, long from) throws IOException, InterruptedException {
            out.write(": watching\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            long seen = send(first, from);
            while (request.client().get() == Client.WAITS) {
                List<Event> events;
                try {
                    events = store.changesSince(seen, BATCH, heartbeat);
                } catch (ProblemException e) {
                    fail(e.problem());
                    return seen;
                }
                if (events.isEmpty()) {
                    beat(seen);
                } else {
                    seen = send(events, seen);
                }
            }
            return seen;
        }

        private long send(List<Event> events, long before) throws IOException {
            long seen = before;
            boolean isAny = false;
            for (var event : events) {
                seen = event.revision();
                if (filter.test(event.ref())) {
                    out.write(rendered.bytes(event, () -> render(kind, event)));
                    isAny = true;
                }
            }
            if (isAny) {
                out.flush();
            }
            return seen;
        }

        private void beat(long seen) throws IOException {
            out.write((": heartbeat\nid: " + seen + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private void fail(Problem problem) throws IOException {
            var body = Text.writeJson(HttpProblems.body(problem));
            out.write(("event: problem\ndata: " + body + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private byte[] render(Kind<?, ?> kind, Event event) {
        var body =
                event.json()
                        .map(json -> new Document(event.ref(), event.revision(), json))
                        .map(document -> ResourceCodec.encode(resources.read(kind, document)))
                        .orElseGet(() -> deleted(event));
        var name = event.json().isPresent() ? "put" : "delete";
        var text =
                "id: %d\nevent: %s\ndata: %s\n\n"
                        .formatted(event.revision(), name, Text.writeJson(body));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Of a deleted resource only its name is left.
    private static Node.Mapping deleted(Event event) {
        var ref = event.ref();
        var metadata =
                new Metadata(
                        ref.name(),
                        ref.environment(),
                        Map.of(),
                        Map.of(),
                        event.revision(),
                        0,
                        java.util.Optional.empty(),
                        java.util.Optional.empty());
        var entries = new LinkedHashMap<String, Node>();
        entries.put("apiVersion", Node.text(ResourceCodec.API_VERSION));
        entries.put("kind", Node.text(ref.kind()));
        entries.put("metadata", Encoder.encode(metadata));
        return Node.map(entries);
    }
}
