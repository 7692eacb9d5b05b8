package penstock.capabilities.services;

import java.time.Duration;
import penstock.model.Default;

/// How an instance is taken away: no new requests, wait for those in flight, ask it to end, insist.
///
/// @param grace from TERM to KILL
/// @param drain how long requests in flight may take to finish before TERM
public record StopSpec(@Default("30s") Duration grace, @Default("30s") Duration drain) {
    static final StopSpec USUAL = new StopSpec(Duration.ofSeconds(30), Duration.ofSeconds(30));

    public StopSpec {
        Checks.notNegative("grace", grace);
        Checks.notNegative("drain", drain);
    }
}
