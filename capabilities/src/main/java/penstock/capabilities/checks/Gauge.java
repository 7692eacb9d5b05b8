package penstock.capabilities.checks;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import penstock.capabilities.services.CheckSpec;
import penstock.capabilities.services.KayentaSpec;
import penstock.capabilities.services.PromqlSpec;
import penstock.capabilities.services.SloSpec;
import penstock.capabilities.services.WebhookSpec;

/// Measures once, in whichever way a check says. Each way ends in time, whatever it meets.
public final class Gauge {
    private final Supplier<Optional<AskedSource>> source;
    private final Web web = new Web();
    private final LoadTest load = new LoadTest(web);
    private final Webhooks webhooks = new Webhooks(web);
    private final Thresholds thresholds;
    private final BurnRates burnRates;
    private final Canaries canaries;

    /// @param source empty while there is none
    /// @param clock by which samples are dated
    public Gauge(Supplier<Optional<AskedSource>> source, InstantSource clock) {
        this.source = source;
        var queries = new Queries(source, clock);
        thresholds = new Thresholds(queries);
        burnRates = new BurnRates(queries);
        canaries = new Canaries(queries);
    }

    /// What is wrong with the queries of a check, as far as that can be told before they are asked.
    List<String> faults(CheckSpec check) {
        return source.get().map(asked -> asked.faults(check)).orElse(List.of());
    }

    Finding measure(CheckOrder order) throws InterruptedException {
        if (order.spec().asksInstance() && order.subject().url().isEmpty()) {
            return Finding.error("no instance of " + order.subject().version() + " is ready");
        }
        return switch (order.spec().way()) {
            case CheckSpec.Http http -> web.check(http, order);
            case CheckSpec.Command command -> Programs.run(command, order);
            case CheckSpec.Load spec -> load.run(spec, order);
            case PromqlSpec promql -> thresholds.measure(promql, order);
            case SloSpec slo -> burnRates.measure(slo, order);
            case WebhookSpec webhook -> webhooks.call(webhook, order);
            case KayentaSpec kayenta -> canaries.judge(kayenta, order);
        };
    }
}
