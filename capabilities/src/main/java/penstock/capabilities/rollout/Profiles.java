package penstock.capabilities.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.PlanSpec.RollingSpec;
import penstock.capabilities.services.Step;
import penstock.kernel.Admission;
import penstock.model.Decoder;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Suggestions;
import penstock.model.Text;
import penstock.model.Weight;

/// The profiles that come with Penstock (DEL-01), and those of the installation.
final class Profiles {
    private static final List<String> NAMES =
            List.of(
                    "atomic",
                    "blue-green",
                    "blue-green-gradual",
                    "blue-green-slow",
                    "canary",
                    "canary-stages",
                    "canary-steps",
                    "rolling",
                    "rolling-one");

    static final Map<String, PlanSpec> BUILT_IN = load();

    private Profiles() {}

    private static Map<String, PlanSpec> load() {
        var plans = new TreeMap<String, PlanSpec>();
        for (var name : NAMES) {
            var file = "profiles/" + name + ".yaml";
            try (var stream =
                    Objects.requireNonNull(Profiles.class.getResourceAsStream(file), file)) {
                var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                plans.put(
                        name,
                        Decoder.decode(
                                PlanSpec.class,
                                Text.readYaml(text, file).getFirst(),
                                file,
                                "spec"));
            } catch (IOException e) {
                throw new UncheckedIOException(file, e);
            }
        }
        return plans;
    }

    /// The plan of a name; a message that lists the known ones otherwise.
    static PlanSpec find(String name, Admission.Lookup resources) {
        var builtIn = BUILT_IN.get(name);
        if (builtIn != null) {
            return builtIn;
        }
        return custom(name, resources)
                .orElseThrow(() -> new IllegalArgumentException(unknown(name, resources)));
    }

    /// An earlier build may have stored one under the name that is reserved now.
    private static Optional<PlanSpec> custom(String name, Admission.Lookup resources) {
        if (name.equals(ReleaseOrders.BACK)) {
            return Optional.empty();
        }
        try {
            return resources
                    .find(Profile.KIND, Ref.global(Profile.KIND.name(), new Name(name)))
                    .map(Resource::spec);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String unknown(String name, Admission.Lookup resources) {
        var known = new TreeSet<>(BUILT_IN.keySet());
        resources
                .list(Profile.KIND, Optional.empty())
                .forEach(found -> known.add(found.name().value()));
        return "Unknown deployment strategy \""
                + name
                + "\" (expected: one of "
                + String.join(", ", known)
                + ")"
                + Suggestions.hint(name, known);
    }

    /// The plan with the batches of a rolling update turned into weights, for this many instances.
    static PlanSpec expand(PlanSpec plan, int instances) {
        if (plan.rolling().isEmpty()) {
            return plan;
        }
        return new PlanSpec(
                plan.strategy(),
                batches(plan.rolling().get(), Math.max(1, instances)),
                Optional.empty(),
                plan.checks(),
                plan.analysis(),
                plan.failureThreshold(),
                plan.judge(),
                plan.keepWarm(),
                plan.limits());
    }

    private static List<Step> batches(RollingSpec rolling, int instances) {
        var steps = new ArrayList<Step>();
        int batch = rolling.batch(instances);
        for (int done = Math.min(batch, instances); ; done = Math.min(done + batch, instances)) {
            steps.add(new Step.Weight(new Weight(Weight.ALL.basisPoints() * done / instances)));
            if (done == instances) {
                return steps;
            }
        }
    }
}
