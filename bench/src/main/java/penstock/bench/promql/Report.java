package penstock.bench.promql;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import penstock.model.Node;
import penstock.model.Text;

/// Prints what was found, as it is found, and keeps it.
final class Report {
    private final PrintWriter out;
    private final LinkedHashMap<String, Node> json = new LinkedHashMap<>();
    private final List<ClassResult> classes = new ArrayList<>();

    Report(PrintWriter out, long samples, int series) {
        this.out = out;
        json.put("samples", Node.number(samples));
        json.put("series", Node.number(series));
        line("%,d samples of %,d series", samples, series);
    }

    private void line(String form, Object... values) {
        out.printf(Locale.ROOT, form + "%n", values);
    }

    void version(String prometheus) {
        json.put("prometheusVersion", Node.text(prometheus));
        json.put("java", Node.text(Runtime.version().toString()));
        line("Penstock on Java %s beside Prometheus %s", Runtime.version(), prometheus);
    }

    void ingestions(Ingestion own, Ingestion peer) {
        json.put("penstockIngestion", own.json());
        json.put("prometheusIngestion", peer.json());
        line("%-24s %14s %14s %7s", "", "Penstock", "Prometheus", "ratio");
        row("samples/s", own.perSecond(), peer.perSecond());
        row("samples/s of a core", own.perCoreSecond(), peer.perCoreSecond());
        row("heap bytes/series", own.heapPerSeries(), peer.heapPerSeries());
        row("resident MiB, filled", own.residentBytes() / 0x1p20, peer.residentBytes() / 0x1p20);
        line(
                "%-24s %14s %14s %7s %7s %5s %s",
                "class, ms (median, p95)",
                "Penstock",
                "Prometheus",
                "ratio",
                "of CPU",
                "agree",
                "worst");
    }

    private void row(String name, double own, double peer) {
        line("%-24s %14.1f %14.1f %7.2f", name, own, peer, own / peer);
    }

    void add(ClassResult result) {
        classes.add(result);
        var worst = result.worst();
        line(
                "%-24s %6.1f %7.1f %6.1f %7.1f %7.2f %7.2f %2d/%-2d %.2f %s",
                result.name(),
                result.ownAt(0.5),
                result.ownAt(0.95),
                result.peerAt(0.5),
                result.peerAt(0.95),
                result.ratio(),
                result.processorRatio(),
                result.timings().size() - result.disagreeing().size(),
                result.timings().size(),
                worst.ratio(),
                worst.query());
        result.disagreeing().forEach(each -> line("    differs: %s", each));
        out.flush();
    }

    void resident(long own, long peer) {
        json.put("penstockResidentBytes", Node.number(own));
        json.put("prometheusResidentBytes", Node.number(peer));
        row("resident MiB, at the end", own / 0x1p20, peer / 0x1p20);
    }

    void disk(double own, double peer) {
        json.put("penstockBytesPerSample", Node.number(own));
        json.put("prometheusBytesPerSample", Node.number(peer));
        line("%-24s %14.3f %14.3f %7.2f", "bytes/sample in blocks", own, peer, own / peer);
    }

    void end() {
        int queries = classes.stream().mapToInt(one -> one.timings().size()).sum();
        int differing = classes.stream().mapToInt(one -> one.disagreeing().size()).sum();
        json.put("queries", Node.number(queries));
        json.put("agreeing", Node.number(queries - differing));
        json.put("classes", Node.list(classes.stream().map(ClassResult::json).toList()));
        line("%d of %d different range queries agree", queries - differing, queries);
    }

    boolean isAgreed() {
        return classes.stream().allMatch(one -> one.disagreeing().isEmpty());
    }

    String json() {
        return Text.writeJson(Node.map(json));
    }
}
