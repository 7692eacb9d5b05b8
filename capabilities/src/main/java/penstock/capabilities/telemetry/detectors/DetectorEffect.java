package penstock.capabilities.telemetry.detectors;

import penstock.model.Ref;

/// What the controller of detectors brings about.
sealed interface DetectorEffect {
    /// Points of this detector are scored from now on, as the spec says.
    record Watch(Ref detector, Detector.Spec spec) implements DetectorEffect {}

    /// No more, and its model is deleted.
    record Forget(Ref detector) implements DetectorEffect {}
}
