package penstock.capabilities.routing;

import java.time.Instant;
import penstock.model.Ref;

/// What becomes of what is known about a domain's certificate.
public sealed interface DomainEffect {
    /// Says until when it is valid.
    record Tell(Ref domain, Instant until) implements DomainEffect {}

    /// Says nothing of it any more.
    record Forget(Ref domain) implements DomainEffect {}
}
