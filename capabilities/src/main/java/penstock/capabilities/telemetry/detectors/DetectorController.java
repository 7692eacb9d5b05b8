package penstock.capabilities.telemetry.detectors;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import penstock.kernel.control.Controller;
import penstock.kernel.control.Decision;
import penstock.model.Condition;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;

/// Tells [Watching] which detectors there are, and the detectors' status what it has found.
public final class DetectorController
        implements Controller<
                Detector.Spec, Detector.Status, DetectorController.Seen, DetectorEffect> {
    private final Watching watching;
    private final InstantSource clock;

    public DetectorController(Watching watching, InstantSource clock) {
        this.watching = watching;
        this.clock = clock;
    }

    /// @param view empty while the detector is not watched
    record Seen(
            Resource<Detector.Spec, Detector.Status> detector, Optional<View> view, Instant now) {}

    @Override
    public String name() {
        return "detectors";
    }

    @Override
    public Kind<Detector.Spec, Detector.Status> kind() {
        return Detector.KIND;
    }

    @Override
    public Seen observe(Resource<Detector.Spec, Detector.Status> detector) {
        return new Seen(detector, watching.view(detector.ref()), clock.instant());
    }

    @Override
    public Decision<Detector.Status, DetectorEffect> decide(Seen seen) {
        var view = seen.view().orElseGet(() -> View.learning("not looked at yet"));
        var status =
                new Detector.Status(
                        view.state(),
                        view.model(),
                        view.last(),
                        view.anomalousSince(),
                        conditions(seen, view));
        var effect = new DetectorEffect.Watch(seen.detector().ref(), seen.detector().spec());
        return new Decision<>(status, view.reason(), List.of(effect), Optional.empty());
    }

    private static List<Condition> conditions(Seen seen, View view) {
        var isKnown =
                switch (view.state()) {
                    case USUAL, ANOMALOUS -> Condition.State.TRUE;
                    case LEARNING, NOT_KNOWN -> Condition.State.FALSE;
                };
        var isAnomalous =
                switch (view.state()) {
                    case ANOMALOUS -> Condition.State.TRUE;
                    case USUAL -> Condition.State.FALSE;
                    case LEARNING, NOT_KNOWN -> Condition.State.UNKNOWN;
                };
        return List.of(
                condition(seen, "Known", isKnown, view),
                condition(seen, "Anomalous", isAnomalous, view));
    }

    private static Condition condition(Seen seen, String type, Condition.State state, View view) {
        var since =
                seen.detector().status().conditions().stream()
                        .filter(each -> each.type().equals(type) && each.status() == state)
                        .map(Condition::since)
                        .findFirst()
                        .orElse(seen.now());
        return new Condition(type, state, view.reason(), view.message(), since);
    }

    @Override
    public void perform(DetectorEffect effect) {
        switch (effect) {
            case DetectorEffect.Watch(var detector, var spec) -> watching.watch(detector, spec);
            case DetectorEffect.Forget(var detector) -> watching.forget(detector);
        }
    }

    @Override
    public List<DetectorEffect> gone(Ref ref) {
        return watching.isKept(ref) ? List.of(new DetectorEffect.Forget(ref)) : List.of();
    }
}
