package penstock.gateway.routes;

import java.util.ArrayList;
import java.util.List;

/// What a gateway tells the control plane: which table it serves, what is in flight, and what it counted since the last report.
///
/// `gatewayId` is drawn anew at each start of a gateway; `sequence` counts its reports from 1. A report that was not acknowledged
/// is sent again with the same number and observations, so a receiver that remembers the last sequence of each gateway counts
/// everything exactly once; the table and what is in flight are those of the moment it is sent.
/// `appliedVersion` is -1 while there is no table; once it is N, no request starts on an instance that table N does not have.
public record GatewayReport(
        String gatewayId,
        long sequence,
        long appliedVersion,
        List<Observation> observations,
        List<RateCount> rates,
        List<CacheCount> caches,
        List<InFlight> inFlight,
        LoadState load,
        EdgeCounts edge) {

    public GatewayReport {
        Checks.text("gatewayId", gatewayId);
        Checks.range("sequence", sequence, 1, Long.MAX_VALUE);
        Checks.range("appliedVersion", appliedVersion, -1, Long.MAX_VALUE);
        observations = List.copyOf(observations);
        rates = List.copyOf(rates);
        caches = List.copyOf(caches);
        inFlight = List.copyOf(inFlight);
    }

    /// A report without rate limits, caches, load rules and of a gateway that did nothing itself.
    public GatewayReport(
            String gatewayId,
            long sequence,
            long appliedVersion,
            List<Observation> observations,
            List<InFlight> inFlight) {
        this(
                gatewayId,
                sequence,
                appliedVersion,
                observations,
                List.of(),
                List.of(),
                inFlight,
                LoadState.NONE,
                EdgeCounts.NONE);
    }

    public GatewayReport withRates(List<RateCount> others) {
        return new GatewayReport(
                gatewayId,
                sequence,
                appliedVersion,
                observations,
                others,
                caches,
                inFlight,
                load,
                edge);
    }

    public GatewayReport withCaches(List<CacheCount> others) {
        return new GatewayReport(
                gatewayId,
                sequence,
                appliedVersion,
                observations,
                rates,
                others,
                inFlight,
                load,
                edge);
    }

    public GatewayReport with(EdgeCounts other) {
        return new GatewayReport(
                gatewayId,
                sequence,
                appliedVersion,
                observations,
                rates,
                caches,
                inFlight,
                load,
                other);
    }

    public GatewayReport with(LoadState other) {
        return new GatewayReport(
                gatewayId,
                sequence,
                appliedVersion,
                observations,
                rates,
                caches,
                inFlight,
                other,
                edge);
    }

    /// `others` are of the observations, in their order.
    GatewayReport with(List<Protection> others) {
        if (others.size() != observations.size()) {
            throw new IllegalArgumentException(
                    "protections: "
                            + others.size()
                            + " (expected: one for each of "
                            + observations.size()
                            + " observations)");
        }
        List<Observation> told = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            told.add(observations.get(i).with(others.get(i)));
        }
        return new GatewayReport(
                gatewayId, sequence, appliedVersion, told, rates, caches, inFlight, load, edge);
    }
}
