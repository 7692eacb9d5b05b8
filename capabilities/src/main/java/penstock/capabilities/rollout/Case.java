package penstock.capabilities.rollout;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.rollout.Rollout.Entry;
import penstock.capabilities.services.JudgeSpec;
import penstock.model.Encoder;
import penstock.model.Node;
import penstock.model.Resource;

/// One rollout before the judge. It remembers by itself which reports it has, because its log may have refused one that others took,
/// and what of the judge's words and of the decisions is written down already.
final class Case {
    private static final Logger LOG = LoggerFactory.getLogger(Case.class);

    private final String route;
    private final String version;
    private final Judgement judgement;
    private final Taken taken;
    private final Counted counted;
    private final EvidenceLog log;
    private Optional<Node> order = Optional.empty();
    private boolean isEnded;
    private Optional<Node> lastDecision = Optional.empty();

    private Case(
            String route,
            String version,
            JudgeSpec spec,
            Taken taken,
            EvidenceFile file,
            EvidenceLog.Opening opening) {
        this.route = route;
        this.version = version;
        this.taken = taken;
        judgement = new Judgement(spec);
        counted = new Counted(spec);
        log = EvidenceLog.open(file, opening, this::remember);
    }

    /// Goes on with what is in the log, if there is one.
    ///
    /// @param taken the reports from before the rollout
    static Case open(
            String route,
            String version,
            JudgeSpec spec,
            Taken taken,
            EvidenceFile file,
            EvidenceLog.Opening opening) {
        return new Case(route, version, spec, taken, file, opening);
    }

    String route() {
        return route;
    }

    String version() {
        return version;
    }

    Judgement judgement() {
        return judgement;
    }

    Taken taken() {
        return taken;
    }

    Counted counted() {
        return counted;
    }

    EvidenceLog log() {
        return log;
    }

    /// Takes in a line, and writes down what the judge says to it.
    ///
    /// @throws UncheckedIOException when the log did not take the line; it is then not taken in
    void add(EvidenceLine line) {
        log.append(line);
        remember(line);
        sayIfThereIsRoom();
    }

    private void sayIfThereIsRoom() {
        try {
            say();
        } catch (UncheckedIOException e) {
            LOG.atDebug().setCause(e).log("a verdict is written down later");
        }
    }

    private void say() {
        for (var change = judgement.unsaid(); change.isPresent(); change = judgement.unsaid()) {
            log.append(change.get());
            remember(change.get());
        }
    }

    private void remember(EvidenceLine line) {
        judgement.add(line);
        counted.add(line);
        switch (line) {
            case EvidenceLine.Moment moment -> taken.add(moment.gateway(), moment.sequence());
            case EvidenceLine.Order(var spec) -> order = Optional.of(spec);
            case EvidenceLine.Decision(var entry) -> lastDecision = Optional.of(entry);
            case EvidenceLine.End _ -> isEnded = true;
            case EvidenceLine.Policy _,
                    EvidenceLine.Past _,
                    EvidenceLine.Stage _,
                    EvidenceLine.Position _,
                    EvidenceLine.Figure _,
                    EvidenceLine.Change _ -> {
                // the judgement and what is counted have them
            }
        }
    }

    /// Writes down what was decided since it was last asked to. Never in the way of what is being done: what the log does not take
    /// it is given again the next time.
    void decided(Resource<Rollout.Spec, Rollout.Status> rollout) {
        try {
            write(rollout);
        } catch (UncheckedIOException e) {
            LOG.atDebug().setCause(e).log("decisions are written down later");
        }
    }

    private void write(Resource<Rollout.Spec, Rollout.Status> rollout) {
        say();
        if (order.isEmpty()) {
            append(new EvidenceLine.Order(Encoder.encode(rollout.spec())));
        }
        var journal = rollout.status().journal();
        for (var entry : journal.subList(firstNew(journal), journal.size())) {
            append(new EvidenceLine.Decision(Encoder.encode(entry)));
        }
    }

    private int firstNew(List<Entry> journal) {
        if (lastDecision.isEmpty()) {
            return 0;
        }
        var last = lastDecision.get().plain();
        for (int i = journal.size() - 1; i >= 0; i--) {
            if (Encoder.encode(journal.get(i)).plain().equals(last)) {
                return i + 1;
            }
        }
        return 0;
    }

    private void append(EvidenceLine line) {
        log.append(line);
        remember(line);
    }

    /// The spec once more when people have given orders since.
    private void writeOrders(Node spec) {
        if (order.filter(known -> known.plain().equals(spec.plain())).isEmpty()) {
            append(new EvidenceLine.Order(spec));
        }
    }

    /// Writes down how it ended, once, and closes the log.
    void end(Resource<Rollout.Spec, Rollout.Status> rollout) {
        try {
            if (!isEnded) {
                write(rollout);
                writeOrders(Encoder.encode(rollout.spec()));
                append(new EvidenceLine.End(Encoder.encode(rollout.status().withoutJournal())));
            }
        } catch (UncheckedIOException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("rollout", rollout.ref())
                    .log("the end of the evidence is not written down");
        } finally {
            log.close();
        }
    }
}
