package penstock.capabilities.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import penstock.gateway.routes.tls.CoveredHosts;
import penstock.gateway.routes.tls.DomainFiles;
import penstock.gateway.routes.tls.Fault;
import penstock.kernel.control.Controller;
import penstock.kernel.control.Decision;
import penstock.model.Condition;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;

/// Says what is wrong with the certificates of domains, as the gateway will find it. It changes nothing: the gateway reads the files
/// by itself.
public final class DomainController
        implements Controller<Domain.Spec, Domain.Status, DomainController.Seen, DomainEffect> {
    /// Files change without anybody saying so.
    private static final Duration LOOK = Duration.ofSeconds(10);

    /// Less than this is left of certificates that are renewed by themselves only when that fails.
    private static final Duration SOON = Duration.ofDays(14);

    private static final String TYPE = "Certified";

    private final DomainTable table;
    private final Expiries expiries;
    private final InstantSource clock;

    public DomainController(DomainTable table, Expiries expiries, InstantSource clock) {
        this.table = table;
        this.expiries = expiries;
        this.clock = clock;
    }

    /// @param found what the files hold
    record Seen(
            Resource<Domain.Spec, Domain.Status> domain, DomainFiles.Found found, Instant now) {}

    /// A verdict on the certificate.
    private record Verdict(boolean isGood, String reason, String message) {}

    @Override
    public String name() {
        return "domains";
    }

    @Override
    public Kind<Domain.Spec, Domain.Status> kind() {
        return Domain.KIND;
    }

    @Override
    public Seen observe(Resource<Domain.Spec, Domain.Status> domain) {
        var now = clock.instant();
        return new Seen(domain, DomainFiles.read(table.words(domain), now), now);
    }

    @Override
    public Decision<Domain.Status, DomainEffect> decide(Seen seen) {
        return decided(seen);
    }

    static Decision<Domain.Status, DomainEffect> decided(Seen seen) {
        var leaf = seen.found().leaf();
        var until = leaf.map(found -> found.getNotAfter().toInstant());
        var verdict = verdict(seen, until);
        var state = verdict.isGood() ? Condition.State.TRUE : Condition.State.FALSE;
        var since =
                seen.domain().status().conditions().stream()
                        .filter(each -> each.type().equals(TYPE) && each.status() == state)
                        .map(Condition::since)
                        .findFirst()
                        .orElse(seen.now());
        var condition = new Condition(TYPE, state, verdict.reason(), verdict.message(), since);
        var covers = leaf.map(found -> new CoveredHosts(found).names()).orElse(List.of());
        var ref = seen.domain().ref();
        DomainEffect effect =
                until.<DomainEffect>map(at -> new DomainEffect.Tell(ref, at))
                        .orElseGet(() -> new DomainEffect.Forget(ref));
        return new Decision<>(
                new Domain.Status(Optional.of(verdict.reason()), until, covers, List.of(condition)),
                verdict.reason(),
                List.of(effect),
                Optional.of(LOOK));
    }

    private static Verdict verdict(Seen seen, Optional<Instant> until) {
        var faults = seen.found().faults();
        if (!faults.isEmpty()) {
            var all = faults.stream().map(Fault::message).collect(Collectors.joining("; "));
            return new Verdict(false, word(faults.getFirst().reason()), all);
        }
        boolean isSoon = until.filter(at -> at.isBefore(seen.now().plus(SOON))).isPresent();
        var message = "valid until " + until.map(Instant::toString).orElse("?");
        return isSoon
                ? new Verdict(true, "ExpiresSoon", message + " (expected: renewed by now)")
                : new Verdict(true, "Valid", message);
    }

    /// `KeyDoesNotFit`.
    private static String word(Fault.Reason reason) {
        return List.of(reason.name().split("_", -1)).stream()
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    @Override
    public void perform(DomainEffect effect) {
        switch (effect) {
            case DomainEffect.Tell(var domain, var until) -> expiries.tell(domain, until);
            case DomainEffect.Forget(var domain) -> expiries.forget(domain);
        }
    }

    @Override
    public List<DomainEffect> gone(Ref ref) {
        return expiries.isKnown(ref) ? List.of(new DomainEffect.Forget(ref)) : List.of();
    }
}
