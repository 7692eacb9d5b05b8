package penstock.capabilities.checks;

import java.time.Instant;
import java.util.Optional;
import penstock.model.Default;

/// One measurement that was taken into account.
///
/// @param number counts the measurements of a check, from 1
/// @param at when it was taken into account
public record Measurement(
        int number,
        Instant at,
        Outcome outcome,
        Optional<Double> value,
        @Default("''") String message) {}
