package penstock.capabilities.rollout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.kernel.Action;
import penstock.kernel.ResourceService;
import penstock.model.Decoder;
import penstock.model.Default;
import penstock.model.Encoder;
import penstock.model.Name;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;

/// Explains rollouts from their evidence and judges them once more, without a gateway and without traffic: from the logs of this server,
/// or from one that was copied from elsewhere.
public final class Evidences {
    private static final Duration LONGEST = Duration.ofSeconds(45);

    private final EvidenceFolder folder;
    private final Patience patience;

    /// @param folder of the evidence logs
    public Evidences(Path folder) {
        this(folder, new Patience(LONGEST, System::nanoTime));
    }

    Evidences(Path folder, Patience patience) {
        this.folder = new EvidenceFolder(folder);
        this.patience = patience;
    }

    /// @param curve whether the evidence over time is wanted too, for a picture
    record Ask(@Default("false") boolean curve) {}

    /// @param set another policy, as `margins.errors=2%`
    record Again(List<String> set) {}

    /// A rollout and its evidence, wherever they come from.
    private record File(
            String name, Rollout.Spec spec, Rollout.Status status, EvidenceReader.Source text) {
        Course judged(PolicyChange change, Runnable tick) {
            try {
                return Course.of(text, spec.plan(), change, tick);
            } catch (IOException e) {
                throw new ProblemException(
                        new Problem.Unavailable(
                                "The evidence of "
                                        + name
                                        + " could not be read: "
                                        + e.getMessage()
                                        + "."),
                        e);
            }
        }
    }

    Node explanation(Action.Call<Ask> call, ResourceService resources) {
        var rollout = resources.require(Rollout.KIND, call.ref());
        var place = folder.of(call.ref());
        boolean withCurve = call.input().curve();
        var file =
                new File(call.ref().name().value(), rollout.spec(), rollout.status(), place::text);
        return patience.run(
                tick -> {
                    var course =
                            place.exists()
                                    ? Optional.of(file.judged(PolicyChange.NONE, tick))
                                    : Optional.<Course>empty();
                    return explained(file, course, withCurve);
                });
    }

    private static Node explained(File file, Optional<Course> course, boolean withCurve) {
        var explaining = new Explaining(file.name(), file.spec(), file.status(), course);
        return Encoder.encode(explaining.explanation(withCurve));
    }

    Node replay(Action.Call<Again> call, ResourceService resources) {
        var change = PolicyChange.parse(call.input().set());
        var rollout = resources.require(Rollout.KIND, call.ref());
        var place = folder.of(call.ref());
        if (!place.exists()) {
            throw new ProblemException(
                    new Problem.NotFound(
                            "Evidence of rollout/" + call.ref().name(),
                            ": it was never compared with another version, or its log was deleted"));
        }
        var file =
                new File(call.ref().name().value(), rollout.spec(), rollout.status(), place::text);
        return patience.run(tick -> again(file, change, tick));
    }

    private static Node again(File file, PolicyChange change, Runnable tick) {
        var was = file.judged(PolicyChange.NONE, tick);
        var other =
                change.isNothing()
                        ? Optional.<Course>empty()
                        : Optional.of(file.judged(change.fresh(), tick));
        return Encoder.encode(Replayed.of(file.name(), file.spec(), file.status(), was, other));
    }

    /// The text of a rollout's evidence.
    ///
    /// @throws ProblemException `NotFound` when there is none
    public InputStream text(Name environment, Name rollout) {
        var place = folder.of(Ref.in(environment, Rollout.KIND.name(), rollout));
        try {
            if (place.exists()) {
                return place.text();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new ProblemException(
                new Problem.NotFound(
                        "Evidence of rollout/" + rollout,
                        ": it was never compared with another version, or its log was deleted"));
    }

    /// Explains a log that was copied from elsewhere, plain or compressed. It is read twice.
    public Node explanation(Copy copy, boolean withCurve) {
        return patience.run(
                tick -> {
                    var file = file(copy, tick);
                    return explained(
                            file, Optional.of(file.judged(PolicyChange.NONE, tick)), withCurve);
                });
    }

    /// Judges a log once more that was copied from elsewhere.
    public Node replay(Copy copy, List<String> set) {
        var change = PolicyChange.parse(set);
        return patience.run(tick -> again(file(copy, tick), change, tick));
    }

    /// A log that can be read several times.
    public interface Copy {
        InputStream open() throws IOException;
    }

    private static File file(Copy copy, Runnable tick) {
        EvidenceReader.Source text = () -> EvidenceFile.textOf(copy.open());
        var told = new Told(tick);
        try {
            var extent = EvidenceReader.read(text, told::take);
            return told.file(text, extent);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable("The log could not be read: " + e.getMessage() + "."),
                    e);
        }
    }

    /// What a log says of its rollout.
    private static final class Told {
        private final Runnable patience;
        private Optional<Node> order = Optional.empty();
        private Optional<Node> end = Optional.empty();

        private Told(Runnable patience) {
            this.patience = patience;
        }

        void take(EvidenceLine line) {
            patience.run();
            switch (line) {
                case EvidenceLine.Order(var spec) -> order = Optional.of(spec);
                case EvidenceLine.End(var status) -> end = Optional.of(status);
                case EvidenceLine.Policy _,
                        EvidenceLine.Past _,
                        EvidenceLine.Stage _,
                        EvidenceLine.Moment _,
                        EvidenceLine.Position _,
                        EvidenceLine.Figure _,
                        EvidenceLine.Change _,
                        EvidenceLine.Decision _ -> {
                    // read when it is judged
                }
            }
        }

        File file(EvidenceReader.Source text, EvidenceReader.Extent extent) {
            if (order.isEmpty()) {
                throw new ProblemException(
                        Problem.Invalid.at(
                                "",
                                "log",
                                extent.damage()
                                                .map(what -> what + ", and no line before it says")
                                                .orElse("no line says")
                                        + " which rollout it is of (expected: a whole log, with a line \"rollout …\")"));
            }
            var spec = Decoder.decode(Rollout.Spec.class, order.get(), "log", "rollout");
            var status =
                    end.map(node -> Decoder.decode(Rollout.Status.class, node, "log", "end"))
                            .orElseGet(Rollout.Status::initial);
            var name = Name.slug(spec.service() + "-" + spec.number()).value();
            return new File(name, spec, status, text);
        }
    }
}
