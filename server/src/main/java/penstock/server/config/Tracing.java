package penstock.server.config;

import penstock.model.Default;
import penstock.model.Weight;

/// How the gateway takes part in traces (W3C Trace Context).
public record Tracing(
        @Default("false")
                @About(
                        "Whether the gateway is a part of traces: it goes on with those that clients tell of and begins others;"
                                + " otherwise it passes on what clients say.")
                boolean on,
        @Default("0%") @About("Share of the traces begun here that are marked as sampled.")
                Weight sample) {}
