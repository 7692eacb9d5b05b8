package penstock.bench.promql;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.adapters.prometheus.Connection;
import penstock.adapters.prometheus.Credentials;
import penstock.adapters.prometheus.PrometheusSource;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// Asks both the same queries in turn, first to compare the answers, then to measure.
final class Race implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ANSWER_LIMIT = 512 << 20;

    private final PenstockServer own;
    private final PrometheusServer peer;
    private final int repetitions;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final PrometheusSource ownSource;
    private final PrometheusSource peerSource;

    Race(PenstockServer own, PrometheusServer peer, int repetitions) {
        this.own = own;
        this.peer = peer;
        this.repetitions = repetitions;
        ownSource = source(own, new Credentials.Bearer(own.tokenFile()));
        peerSource = source(peer, new Credentials.None());
    }

    private static PrometheusSource source(Subject of, Credentials credentials) {
        return new PrometheusSource(
                new Connection(of.url(), credentials, Optional.empty(), "", ANSWER_LIMIT));
    }

    /// Compares the answers to the queries of one class, and says which differ and how. This also warms both up.
    List<String> disagreeing(List<String> queries, MetricSource.Times times) {
        var disagreeing = new ArrayList<String>();
        for (var query : queries) {
            compare(query, times).ifPresent(what -> disagreeing.add(query + ": " + what));
        }
        return disagreeing;
    }

    /// Measures the queries of one class.
    ClassResult run(
            String name, List<String> queries, MetricSource.Times times, List<String> disagreeing)
            throws IOException {
        var timings = new ArrayList<Timing>();
        for (var query : queries) {
            timings.add(new Timing(query, new ArrayList<>(), new ArrayList<>()));
        }
        double ownBefore = own.processorSeconds();
        double peerBefore = peer.processorSeconds();
        for (int i = 0; i < repetitions; i++) {
            for (var timing : timings) {
                boolean isOwnFirst = (i & 1) == 0;
                if (isOwnFirst) {
                    timing.own().add(millis(own, timing.query(), times));
                }
                timing.peer().add(millis(peer, timing.query(), times));
                if (!isOwnFirst) {
                    timing.own().add(millis(own, timing.query(), times));
                }
            }
        }
        return new ClassResult(
                name,
                timings,
                disagreeing,
                own.processorSeconds() - ownBefore,
                peer.processorSeconds() - peerBefore);
    }

    private Optional<String> compare(String query, MetricSource.Times times) {
        var ours = ownSource.range(MetricQuery.of(own.query(query), LIMIT), times);
        var theirs = peerSource.range(MetricQuery.of(peer.query(query), LIMIT), times);
        return Comparison.difference(ours, theirs);
    }

    /// From the request to the last byte of the answer.
    private double millis(Subject subject, String query, MetricSource.Times times)
            throws IOException {
        var form =
                "query=%s&start=%d&end=%d&step=%d"
                        .formatted(
                                URLEncoder.encode(subject.query(query), StandardCharsets.UTF_8),
                                times.start() / 1000,
                                times.end() / 1000,
                                times.step() / 1000);
        var request =
                HttpRequest.newBuilder(URI.create(subject.url() + "/api/v1/query_range"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!subject.authorization().isEmpty()) {
            request.header("Authorization", subject.authorization());
        }
        var built = request.build();
        try {
            long began = System.nanoTime();
            client.send(built, BodyHandlers.ofByteArray());
            return (System.nanoTime() - began) / 1e6;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        ownSource.close();
        peerSource.close();
        client.close();
    }
}
