package penstock.capabilities.rollout;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.scraped.FigureReader;
import penstock.capabilities.scraped.FigureReader.Outcome;
import penstock.capabilities.scraped.Span;
import penstock.capabilities.scraped.Wanted;
import penstock.metrics.source.MetricSource;
import penstock.model.Ref;

/// Reads the series that running rollouts are judged by, and hands what they grew by to their judges. Both versions are read over the
/// same interval; one in which a version told nothing goes on until it does, for some minutes, and then is forgotten. A source that
/// does not answer is told, and fails nothing.
public final class FigureWatch {
    private static final Logger LOG = LoggerFactory.getLogger(FigureWatch.class);

    /// How long after its time a sample is waited for.
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /// The longest interval.
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Judging judging;
    private final FigureReader reader;
    private final InstantSource clock;

    /// @param clock that by which samples are told
    public FigureWatch(Judging judging, MetricSource source, InstantSource clock) {
        this.judging = judging;
        this.reader = new FigureReader(source);
        this.clock = clock;
    }

    /// What a rollout is waiting for.
    record Due(Ref rollout, Comparison comparison, List<Figure> figures) {
        /// @param position up to where the series is counted; empty when that is not fixed yet
        record Figure(Wanted wanted, OptionalLong position) {}
    }

    /// Looks once at everything that is due. Takes as long as the source does, one query's timeout at most where it does not answer.
    public void look() {
        var silence = Optional.<String>empty();
        for (var due : judging.due()) {
            if (due.figures().stream().anyMatch(figure -> figure.position().isEmpty())) {
                append(due, new EvidenceLine.Position(clock.millis()), OptionalLong.empty());
                continue;
            }
            for (var figure : due.figures()) {
                if (silence.isEmpty()) {
                    silence = look(due, figure);
                } else {
                    judging.trouble(due.rollout(), figure.wanted().series(), silence);
                }
            }
        }
    }

    /// @return why the source answers nothing, if so
    private Optional<String> look(Due due, Due.Figure figure) {
        long position = figure.position().orElseThrow();
        long end = clock.millis() - SETTLED.toMillis();
        long every = due.comparison().every().toMillis();
        if (end - position < every) {
            return Optional.empty();
        }
        var series = figure.wanted().series();
        long gap = 2 * every + Duration.ofSeconds(10).toMillis();
        var span = new Span(Math.max(position, end - LONGEST.toMillis()), end, gap);
        var comparison = due.comparison();
        var outcome =
                reader.read(figure.wanted(), comparison.stable(), comparison.candidate(), span);
        return switch (outcome) {
            case Outcome.Compared(var to, var stable, var candidate) -> {
                append(
                        due,
                        judging.figure(series, span.from(), to, stable, candidate),
                        figure.position());
                judging.trouble(due.rollout(), series, Optional.empty());
                yield Optional.empty();
            }
            case Outcome.Silent(var why) -> {
                judging.trouble(due.rollout(), series, Optional.of(why));
                yield Optional.empty();
            }
            case Outcome.NotKnown(var why, var isOfSource) -> {
                judging.trouble(due.rollout(), series, Optional.of(why));
                yield isOfSource ? Optional.of(why) : Optional.empty();
            }
        };
    }

    /// What a log does not take is read again at the next look.
    private void append(Due due, EvidenceLine line, OptionalLong position) {
        try {
            judging.add(due.rollout(), line, position);
        } catch (UncheckedIOException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("rollout", due.rollout())
                    .log("figures were not kept, will try again");
        }
    }
}
