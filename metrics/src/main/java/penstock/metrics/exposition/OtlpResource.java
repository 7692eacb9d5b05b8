package penstock.metrics.exposition;

import penstock.metrics.labels.Labels;

/// What sends metrics, in OpenTelemetry's words; it becomes the labels `job` and `instance` and a series `target_info`.
///
/// @param shared labels of all its series
/// @param info labels of its `target_info`, without a name; empty when there is nothing to tell
/// @param problem why its points cannot be taken; empty when they can
/// @param infoProblem why it has no `target_info` although there is something to tell
record OtlpResource(Labels shared, Labels info, String problem, String infoProblem) {
    static final OtlpResource NONE = new OtlpResource(Labels.EMPTY, Labels.EMPTY, "", "");

    /// A message `Resource`.
    static OtlpResource read(WireReader in, OtlpOptions options, Limits limits) {
        var reading = new Reading(options, limits);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field != 1) {
                in.skip();
                continue;
            }
            int outer = in.enter();
            reading.attribute(in);
            in.leave(outer);
        }
        return reading.resource();
    }

    /// Attributes one after another; of what is beyond the limits nothing is kept but the fact.
    private static final class Reading {
        private final OtlpOptions options;
        private final Limits limits;
        private final Labels.Builder shared = Labels.builder();
        private final Labels.Builder info = Labels.builder();
        private int infos;
        private String service = "";
        private String namespace = "";
        private String problem = "";
        private String infoProblem = "";

        Reading(OtlpOptions options, Limits limits) {
            this.options = options;
            this.limits = limits;
        }

        void attribute(WireReader in) {
            if (limits.isLargerThanAnyLabel(in.end() - in.at())) {
                tooLarge(in);
                return;
            }
            var attribute = OtlpValue.Attribute.read(in);
            String label = OtlpNames.label(attribute.key(), options.names());
            if (options.promoted().contains(attribute.key())) {
                shared.set(label, attribute.value());
            }
            switch (attribute.key()) {
                case "service.name" -> service = attribute.value();
                case "service.namespace" -> namespace = attribute.value();
                case "service.instance.id" -> shared.set("instance", attribute.value());
                default -> tell(label, attribute.value());
            }
        }

        private void tell(String label, String value) {
            infos++;
            // its name, job and instance are labels too
            if (Limits.isExceeded(infos + 3L, limits.labels())) {
                infoProblem = "more attributes than labels are allowed (" + limits.labels() + ")";
            } else {
                info.set(label, value);
            }
        }

        /// Whether it matters who has it depends on its key.
        private void tooLarge(WireReader in) {
            int size = in.end() - in.at();
            String what = "an attribute of " + size + " bytes, more than a label may have";
            int key = OtlpValue.keyLength(in);
            boolean isMeant = key <= limits.labelName() && isMeant(OtlpValue.key(in));
            if (isMeant) {
                problem = "the resource has " + what;
            } else {
                infos++;
                infoProblem = what;
            }
        }

        private boolean isMeant(String key) {
            return options.promoted().contains(key)
                    || key.equals("service.name")
                    || key.equals("service.namespace")
                    || key.equals("service.instance.id");
        }

        OtlpResource resource() {
            shared.set(
                    "job",
                    namespace.isEmpty() || service.isEmpty() ? service : namespace + "/" + service);
            String job = shared.get("job");
            String instance = shared.get("instance");
            boolean hasInfo = infos > 0 && !(job.isEmpty() && instance.isEmpty());
            if (!hasInfo || !infoProblem.isEmpty()) {
                return new OtlpResource(
                        shared.build(), Labels.EMPTY, problem, hasInfo ? infoProblem : "");
            }
            info.set("job", job).set("instance", instance);
            return new OtlpResource(shared.build(), info.build(), problem, "");
        }
    }
}
