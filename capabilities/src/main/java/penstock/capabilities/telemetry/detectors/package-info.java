/// Detectors of anomalies: what runs is compared with what it did before, outside any rollout. The scores come from
/// `penstock.judge.anomaly`; here is which figures they are taken from, when, and what becomes of them.
@NullMarked
package penstock.capabilities.telemetry.detectors;

import org.jspecify.annotations.NullMarked;
