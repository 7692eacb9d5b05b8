package penstock.server;

import java.time.Duration;
import java.util.Set;
import penstock.metrics.exposition.Limits;
import penstock.metrics.exposition.OtlpOptions;
import penstock.server.config.Settings;
import penstock.server.receive.Receiver;
import penstock.server.wiring.MetricStore;

/// What takes the metrics that others send.
final class ReceiveWiring {
    /// How long a body waits for others before it is refused: less than the time limit of the usual senders.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// The store counts characters, decoders bytes: of UTF-8, at most as many for each.
    private static final int BYTES_OF_CHARACTER = 3;

    private ReceiveWiring() {}

    static Receiver receiver(MetricStore store, Settings.Metrics settings) {
        var receive = settings.receive();
        var limits =
                new Limits(
                        0,
                        0,
                        settings.labels(),
                        BYTES_OF_CHARACTER * settings.nameLength(),
                        BYTES_OF_CHARACTER * settings.valueLength());
        return new Receiver(
                store::store,
                new Receiver.Bounds(
                        receive.bodyLimit(),
                        receive.messageLimit(),
                        receive.concurrent(),
                        PATIENCE),
                limits,
                options(settings.otlp()));
    }

    private static OtlpOptions options(Settings.Otlp otlp) {
        var names =
                switch (otlp.translation()) {
                    case UNDERSCORE_ESCAPING_WITH_SUFFIXES -> OtlpOptions.Names.UNDERSCORES;
                    case UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES -> OtlpOptions.Names.ONLY_UNDERSCORES;
                    case NO_UTF8_ESCAPING_WITH_SUFFIXES -> OtlpOptions.Names.SUFFIXES;
                    case NO_TRANSLATION -> OtlpOptions.Names.UNCHANGED;
                };
        return new OtlpOptions(
                names, Set.copyOf(otlp.promoteResourceAttributes()), otlp.customBuckets());
    }
}
