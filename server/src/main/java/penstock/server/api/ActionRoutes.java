package penstock.server.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import penstock.kernel.Action;
import penstock.kernel.Registration;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Principal;
import penstock.model.Decoder;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Size;
import penstock.model.Suggestions;

/// Actions of resources: `POST …/{name}/{action}` with the input as the body, or `GET` with it in the query.
final class ActionRoutes {
    private final ResourceService resources;
    private final Size limit;

    ActionRoutes(ResourceService resources, Size limit) {
        this.resources = resources;
        this.limit = limit;
    }

    Answer answer(Request request, Registration<?, ?> registration, Ref ref, String name) {
        var action =
                registration.actions().stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown(registration, name));
        boolean fits = action.changes() ? request.method().equals("POST") : request.isReading();
        if (!fits) {
            throw Router.wrongMethod(request, List.of(action.changes() ? "POST" : "GET"));
        }
        resources.require(registration.kind(), ref);
        return Answer.json(call(request, action, ref));
    }

    private static ProblemException unknown(Registration<?, ?> registration, String name) {
        var known = registration.actions().stream().map(Action::name).toList();
        var expected =
                known.isEmpty()
                        ? " (" + registration.kind().noun() + " has no actions)"
                        : " (expected: one of " + String.join(", ", known) + ")";
        return new ProblemException(
                new Problem.NotFound(
                        "The action \"" + name + "\" of " + registration.kind().noun(),
                        expected + Suggestions.hint(name, known)));
    }

    private <I extends Record> Node call(Request request, Action<I> action, Ref ref) {
        var input = action.changes() ? body(request) : query(request, action.input());
        var decoded = Decoder.decode(action.input(), input, action.name(), "");
        var call = new Action.Call<>(Principal.ADMINISTRATOR, ref, request.reason(), decoded);
        return action.handler().handle(call, resources);
    }

    private Node body(Request request) {
        request.query().allowing("reason").check();
        return request.body().document(limit).orElse(Node.map(Map.of()));
    }

    /// A parameter given several times, or one of a list, is a list.
    private static Node query(Request request, Class<? extends Record> input) {
        request.query().check();
        Set<String> lists =
                java.util.Arrays.stream(input.getRecordComponents())
                        .filter(component -> component.getType() == List.class)
                        .map(java.lang.reflect.RecordComponent::getName)
                        .collect(Collectors.toSet());
        var entries = new LinkedHashMap<String, Node>();
        request.query()
                .values()
                .forEach(
                        (key, values) -> {
                            var texts = values.stream().map(Node::text).toList();
                            boolean isList = texts.size() > 1 || lists.contains(key);
                            entries.put(key, isList ? Node.list(texts) : texts.getFirst());
                        });
        return Node.map(entries);
    }
}
