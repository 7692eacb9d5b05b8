package penstock.bench.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// The interleaved run: in each round every workload on every proxy, one after the other, in one order and then in the other.
final class Race {

    /// @param span how long each half of a point counts
    /// @param warmUp how long ours is under each workload before the first round, until its code is compiled; the others are half a
    ///     `span`
    record Plan(List<Workload> workloads, int rounds, Duration span, Duration warmUp) {
        Plan {
            workloads = List.copyOf(workloads);
        }
    }

    private final Field field;
    private final LineUp lineUp;
    private final Plan plan;
    private final PrintWriter out;

    /// Those that are measured under each workload, and at which rate.
    private final Map<Workload, List<Proxy>> entered = new EnumMap<>(Workload.class);

    private final Map<Workload, Double> rates = new EnumMap<>(Workload.class);

    Race(Field field, LineUp lineUp, Plan plan, PrintWriter out) {
        this.field = field;
        this.lineUp = lineUp;
        this.plan = plan;
        this.out = out;
    }

    Rows run() {
        for (var workload : plan.workloads()) {
            warmUp(workload);
        }
        var rows = new Rows();
        for (int round = 0; round < plan.rounds(); round++) {
            for (var workload : plan.workloads()) {
                var order = entered.getOrDefault(workload, List.of());
                for (var proxy : round % 2 == 0 ? order : order.reversed()) {
                    measure(round, workload, proxy, rows);
                }
            }
        }
        return rows;
    }

    /// A point at which a request failed says so and counts for nothing; the others are measured all the same.
    private void measure(int round, Workload workload, Proxy proxy, Rows rows) {
        double rate = rates.getOrDefault(workload, 1.0);
        String said;
        try {
            var point = field.point(proxy, workload, rate, plan.span());
            rows.add(workload, proxy.name(), point);
            said = point.line();
        } catch (IOException failed) {
            said = "not measured: " + failed.getMessage();
        }
        out.printf("round %d  %-10s %-22s %s%n", round + 1, workload.text(), proxy.name(), said);
    }

    /// Finds who can be measured, and how much half load is: half of what the slower of NGINX and HAProxy can do, or the slowest of
    /// all without them.
    private void warmUp(Workload workload) {
        List<Proxy> able = new ArrayList<>();
        List<Double> peers = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (var proxy : lineUp.proxies()) {
            var refusal = field.refusal(proxy, workload);
            if (refusal.isPresent()) {
                out.printf(
                        "%s: %s does not serve it; left out (%s)%n",
                        workload.text(), proxy.name(), refusal.get());
                continue;
            }
            boolean isOwn = OwnKind.named(proxy.name()).isPresent();
            var span = isOwn ? plan.warmUp() : plan.span().dividedBy(2);
            double most;
            try {
                most = field.warmUp(proxy, workload, span);
            } catch (IOException failed) {
                out.printf(
                        "%s: %s fails under load; left out (%s)%n",
                        workload.text(), proxy.name(), failed.getMessage());
                continue;
            }
            able.add(proxy);
            all.add(most);
            if (proxy.name().equals(Peer.NGINX.text())
                    || proxy.name().equals(Peer.HAPROXY.text())) {
                peers.add(most);
            }
        }
        entered.put(workload, List.copyOf(able));
        least(peers.isEmpty() ? all : peers)
                .ifPresent(most -> rates.put(workload, (double) Math.round(most / 2)));
    }

    private static OptionalDouble least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min();
    }
}
