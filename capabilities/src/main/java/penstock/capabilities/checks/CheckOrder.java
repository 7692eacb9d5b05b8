package penstock.capabilities.checks;

import java.time.Duration;
import penstock.capabilities.services.CheckSpec;

/// One measurement to be made.
///
/// @param name of the check
/// @param window how long the check has been going on, its initial delay left out
/// @param isLast whether it is the last one that is needed
public record CheckOrder(
        String name, CheckSpec spec, Subject subject, Duration window, boolean isLast) {}
