package penstock.capabilities.telemetry.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.judge.anomaly.Setup;
import penstock.model.Condition;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Share;

final class DetectorControllerTest {
    private static final Ref REF =
            Ref.in(new Name("production"), Detector.KIND.name(), new Name("shop"));
    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");

    @TempDir private Path folder;

    @Test
    void saysThatNothingIsKnownBeforeTheFirstLook() {
        var decision = controller().decide(seen(Optional.empty(), Detector.KIND.initial()));

        assertThat(decision.status().state()).isEqualTo(Detector.State.LEARNING);
        assertThat(decision.effects())
                .containsExactly(new DetectorEffect.Watch(REF, WatchedTest.spec()));
        assertThat(states(decision.status()))
                .containsExactly("Known FALSE Learning", "Anomalous UNKNOWN Learning");
    }

    @Test
    void tellsAnAnomalyAndKeepsSinceWhenTheConditionHolds() {
        var controller = controller();
        var before =
                controller.decide(
                        seen(Optional.of(view(Detector.State.ANOMALOUS)), Detector.KIND.initial()));
        var later =
                controller.decide(
                        new DetectorController.Seen(
                                resource(before.status()),
                                Optional.of(view(Detector.State.ANOMALOUS)),
                                NOW.plusSeconds(60)));
        var over =
                controller.decide(
                        new DetectorController.Seen(
                                resource(later.status()),
                                Optional.of(view(Detector.State.USUAL)),
                                NOW.plusSeconds(90)));

        assertThat(states(later.status())).contains("Anomalous TRUE Reason");
        assertThat(later.status().conditions()).extracting(Condition::since).containsOnly(NOW);
        assertThat(over.status().conditions())
                .extracting(Condition::since)
                .containsExactly(NOW, NOW.plusSeconds(90));
    }

    @Test
    void knowsNeitherWhenThereAreNoFigures() {
        var decision =
                controller()
                        .decide(
                                seen(
                                        Optional.of(view(Detector.State.NOT_KNOWN)),
                                        Detector.KIND.initial()));

        assertThat(states(decision.status()))
                .containsExactly("Known FALSE Reason", "Anomalous UNKNOWN Reason");
    }

    @Test
    void deletesTheModelOfADetectorThatIsGone() {
        var controller = controller();
        controller.perform(new DetectorEffect.Watch(REF, WatchedTest.spec()));

        var effects = controller.gone(REF);
        effects.forEach(controller::perform);

        assertThat(effects).containsExactly(new DetectorEffect.Forget(REF));
        assertThat(controller.gone(REF)).isEmpty();
    }

    @Test
    void refusesASpecThatCannotBeWatched() {
        assertThatThrownBy(
                        () ->
                                new Detector.Spec(
                                        List.of(),
                                        Duration.ofMinutes(1),
                                        Duration.ZERO,
                                        new Share(0.001),
                                        Setup.Method.BOTH))
                .hasMessage("signals: 0 (expected: 1 to 20)");
    }

    private DetectorController controller() {
        return new DetectorController(new Watching(folder, () -> NOW), () -> NOW);
    }

    private static DetectorController.Seen seen(Optional<View> view, Detector.Status status) {
        return new DetectorController.Seen(resource(status), view, NOW);
    }

    private static Resource<Detector.Spec, Detector.Status> resource(Detector.Status status) {
        var metadata = Metadata.of(REF.environment(), REF.name());
        return new Resource<>(Detector.KIND, metadata, WatchedTest.spec(), status);
    }

    private static View view(Detector.State state) {
        return new View(
                state, "Reason", "message", Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static List<String> states(Detector.Status status) {
        return status.conditions().stream()
                .map(each -> each.type() + " " + each.status() + " " + each.reason())
                .toList();
    }
}
