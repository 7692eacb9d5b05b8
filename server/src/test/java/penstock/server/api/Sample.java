package penstock.server.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.kernel.Action;
import penstock.kernel.Admission;
import penstock.kernel.Capability;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.kernel.ResourceService;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Scope;
import penstock.model.Violation;

/// A small capability to try the API with: gadgets in environments, and charters that never change.
public final class Sample {
    enum Colour {
        DARK_RED,
        BLUE
    }

    sealed interface Power {
        record Battery(int cells) implements Power {}

        record Wind() implements Power {}
    }

    record GadgetSpec(
            int size,
            @Default("blue") Colour colour,
            Optional<String> note,
            List<String> tags,
            Optional<Power> power) {
        GadgetSpec {
            if (size < 1 || size > 100) {
                throw new IllegalArgumentException("size: " + size + " (expected: 1..100)");
            }
        }

        GadgetSpec painted(Colour changed) {
            return new GadgetSpec(size, changed, note, tags, power);
        }
    }

    record GadgetStatus(@Default("new") String phase) {}

    record Paint(Colour colour) {}

    record Measure(@Default("mm") String unit, List<String> of) {}

    record CharterSpec(String text) {}

    record NoStatus() {}

    record EnvironmentSpec(Optional<String> description) {}

    static final Kind<GadgetSpec, GadgetStatus> GADGET =
            new Kind<>(
                    "Gadget",
                    "gadgets",
                    Scope.ENVIRONMENT,
                    GadgetSpec.class,
                    GadgetStatus.class,
                    new GadgetStatus("new"),
                    false);

    static final Kind<CharterSpec, NoStatus> CHARTER =
            new Kind<>(
                    "Charter",
                    "charters",
                    Scope.INSTALLATION,
                    CharterSpec.class,
                    NoStatus.class,
                    new NoStatus(),
                    true);

    static final Kind<EnvironmentSpec, NoStatus> ENVIRONMENT =
            new Kind<>(
                    "Environment",
                    "environments",
                    Scope.INSTALLATION,
                    EnvironmentSpec.class,
                    NoStatus.class,
                    new NoStatus(),
                    false);

    private Sample() {}

    public static Capability capability() {
        var charters =
                new Registration<>(
                        CHARTER, "Words for ever", Admission.none(), List.of(), List.of());
        var environments =
                new Registration<>(
                        ENVIRONMENT,
                        "Where things run",
                        Admission.none(),
                        List.of(change("freeze", Action.Nothing.class, Sample::freeze)),
                        List.of());
        return new Capability("sample", "For tests", List.of(environments, gadgets(), charters));
    }

    private static Registration<GadgetSpec, GadgetStatus> gadgets() {
        var measure =
                new Action<>("measure", "Tells the size", Measure.class, false, Sample::measure);
        return new Registration<>(
                GADGET,
                "Things with a size",
                noForbiddenNotes(),
                List.of(
                        change("paint", Paint.class, Sample::paint),
                        measure,
                        change("explode", Action.Nothing.class, Sample::explode),
                        change("refuse", Action.Nothing.class, Sample::refuse)),
                List.of(new Column("SIZE", "spec.size")));
    }

    private static <I extends Record> Action<I> change(
            String name, Class<I> input, Action.Handler<I> handler) {
        return new Action<>(name, "Does as its name says", input, true, handler);
    }

    private static Node freeze(Action.Call<Action.Nothing> call, ResourceService resources) {
        return Node.map(Map.of("frozen", Node.text(call.ref().name().value())));
    }

    private static Node explode(Action.Call<Action.Nothing> call, ResourceService resources) {
        throw new IllegalStateException("secret inner detail");
    }

    private static Node refuse(Action.Call<Action.Nothing> call, ResourceService resources) {
        throw new ProblemException(
                new Problem.Refused("too-shiny", "It shines too much.", Map.of("lux", "900")));
    }

    private static Admission<GadgetSpec, GadgetStatus> noForbiddenNotes() {
        return (_, wanted, _) ->
                wanted.spec().note().filter("forbidden"::equals).isPresent()
                        ? List.of(
                                new Violation(
                                        "spec.note", "\"forbidden\" (expected: something polite)"))
                        : List.of();
    }

    private static Node paint(Action.Call<Paint> call, ResourceService resources) {
        var painted =
                resources.edit(
                        GADGET,
                        call.ref(),
                        call.principal(),
                        "paint",
                        call.reason(),
                        spec -> spec.painted(call.input().colour()));
        return Node.map(Map.of("revision", Node.number(painted.metadata().revision())));
    }

    private static Node measure(Action.Call<Measure> call, ResourceService resources) {
        var gadget = resources.require(GADGET, call.ref());
        return Node.map(Map.of("size", Node.text(gadget.spec().size() + call.input().unit())))
                .with("of", Node.text(String.join("+", call.input().of())));
    }
}
