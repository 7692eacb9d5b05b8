package penstock.metrics.script;

import java.util.Optional;

/// What became of one evaluation in a script.
///
/// @param line of the script, from 1
/// @param query what was evaluated
/// @param failure what was other than expected
public record Outcome(int line, String query, Optional<String> failure) {
    public boolean isPassed() {
        return failure.isEmpty();
    }
}
