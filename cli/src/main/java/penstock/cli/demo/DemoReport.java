package penstock.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import penstock.cli.load.LoadReport;
import penstock.cli.terminal.Table;
import penstock.model.Node;

/// All that the demonstration measured.
///
/// @param serverMiB resident memory of the server at the end; 0 when the system does not say
record DemoReport(
        List<DemoResult> results,
        Attack.Result attack,
        LoadReport load,
        long serverMiB,
        long gatewayMiB,
        long seconds) {
    /// Budgets of design section 12.
    private static final long SERVER_LIMIT_MIB = 256;

    private static final long GATEWAY_LIMIT_MIB = 128;

    DemoReport {
        results = List.copyOf(results);
    }

    List<String> broken() {
        var broken = new ArrayList<String>();
        results.forEach(result -> broken.addAll(result.broken()));
        if (results.size() < DemoRelease.ALL.size()) {
            broken.add(DemoRelease.ALL.size() - results.size() + " releases were not tried");
        }
        if (!attack.isServerKilled() || !attack.isGatewayUpgraded()) {
            broken.add("the server was not killed, or the gateway was not replaced");
        }
        if (load.all().lost() > 0) {
            broken.add(load.all().lost() + " requests were lost");
        }
        if (serverMiB > SERVER_LIMIT_MIB) {
            broken.add(
                    "the server holds "
                            + serverMiB
                            + " MiB (expected: at most "
                            + SERVER_LIMIT_MIB
                            + ")");
        }
        if (gatewayMiB > GATEWAY_LIMIT_MIB) {
            broken.add(
                    "the gateway holds "
                            + gatewayMiB
                            + " MiB (expected: at most "
                            + GATEWAY_LIMIT_MIB
                            + ")");
        }
        return broken;
    }

    List<String> lines() {
        var table =
                new Table(
                        List.of(
                                "Version",
                                "What",
                                "Outcome",
                                "To verdict",
                                "Candidate requests",
                                "Failures seen by users",
                                "Rescued",
                                "Lost"));
        for (var result : results) {
            table.row(
                    List.of(
                            result.release().version(),
                            result.release().what(),
                            result.outcome(),
                            result.rounded() + " s",
                            Long.toString(result.candidateRequests()),
                            Long.toString(result.userVisibleFailures()),
                            Long.toString(result.rescued()),
                            Long.toString(result.lost())));
        }
        var lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add(
                load.all().done()
                        + " requests in "
                        + seconds
                        + " s, "
                        + load.all().lost()
                        + " lost; latency from when each was due: median "
                        + millis(0.5)
                        + ", p99 "
                        + millis(0.99)
                        + "; resident: server "
                        + serverMiB
                        + " MiB, gateway "
                        + gatewayMiB
                        + " MiB");
        if (attack.isServerKilled() && attack.isGatewayUpgraded()) {
            lines.add(
                    "In the middle of it the server was killed and started again, and the gateway replaced.");
        }
        return lines;
    }

    private String millis(double share) {
        return Math.round(load.latency().quantileMillis(share) * 10) / 10.0 + " ms";
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("releases", Node.list(results.stream().map(DemoResult::json).toList()));
        json.put("serverKilled", Node.bool(attack.isServerKilled()));
        json.put("gatewayUpgraded", Node.bool(attack.isGatewayUpgraded()));
        json.put("requests", Node.number(load.all().done()));
        json.put("failed", Node.number(load.all().failed()));
        json.put("lost", Node.number(load.all().lost()));
        json.put("latencyMedianMs", Node.number(load.latency().quantileMillis(0.5)));
        json.put("latencyP99Ms", Node.number(load.latency().quantileMillis(0.99)));
        json.put("serverRssMiB", Node.number(serverMiB));
        json.put("gatewayRssMiB", Node.number(gatewayMiB));
        json.put("seconds", Node.number(seconds));
        json.put("broken", Node.list(broken().stream().map(Node::text).toList()));
        return Node.map(json);
    }
}
