package penstock.metrics.exposition;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.labels.Labels;

/// What sends metrics, in OpenTelemetry's words; it becomes the labels `job` and `instance` and a series `target_info`.
///
/// @param shared labels of all its series
/// @param info labels of its `target_info`, without a name; empty when there is nothing to tell
record OtlpResource(Labels shared, Labels info) {
    static final OtlpResource NONE = new OtlpResource(Labels.EMPTY, Labels.EMPTY);

    /// A message `Resource`.
    static OtlpResource read(WireReader in, OtlpOptions options) {
        var attributes = new ArrayList<OtlpValue.Attribute>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field != 1) {
                in.skip();
                continue;
            }
            int outer = in.enter();
            attributes.add(OtlpValue.Attribute.read(in));
            in.leave(outer);
        }
        return of(attributes, options);
    }

    private static OtlpResource of(List<OtlpValue.Attribute> attributes, OtlpOptions options) {
        var shared = Labels.builder();
        var info = Labels.builder();
        boolean hasInfo = false;
        String service = "";
        String namespace = "";
        for (var attribute : attributes) {
            String label = OtlpNames.label(attribute.key(), options.names());
            if (options.promoted().contains(attribute.key())) {
                shared.set(label, attribute.value());
            }
            switch (attribute.key()) {
                case "service.name" -> service = attribute.value();
                case "service.namespace" -> namespace = attribute.value();
                case "service.instance.id" -> shared.set("instance", attribute.value());
                default -> {
                    info.set(label, attribute.value());
                    hasInfo = true;
                }
            }
        }
        shared.set(
                "job",
                namespace.isEmpty() || service.isEmpty() ? service : namespace + "/" + service);
        boolean isNamed = !shared.get("job").isEmpty() || !shared.get("instance").isEmpty();
        if (!hasInfo || !isNamed) {
            return new OtlpResource(shared.build(), Labels.EMPTY);
        }
        info.set("job", shared.get("job")).set("instance", shared.get("instance"));
        return new OtlpResource(shared.build(), info.build());
    }
}
