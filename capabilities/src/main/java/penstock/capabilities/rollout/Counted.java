package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import penstock.capabilities.scraped.Oddities;
import penstock.capabilities.scraped.Wanted;
import penstock.capabilities.services.JudgeSpec;
import penstock.judge.Sample;

/// Up to where each series of a rollout has been counted, a fold over its evidence log: after a restart nothing is counted
/// twice. What hinders reading them now is known besides; it is no evidence.
final class Counted {
    private final List<Wanted> wanted;
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Oddities> stableOddities = new TreeMap<>();
    private final Map<String, Oddities> candidateOddities = new TreeMap<>();
    private final Map<String, String> troubles = new TreeMap<>();

    Counted(JudgeSpec judge) {
        wanted = Wanted.of(judge);
    }

    /// The series, each with the position up to which it is counted.
    List<FigureWatch.Due.Figure> due() {
        return wanted.stream()
                .map(each -> new FigureWatch.Due.Figure(each, position(each.series())))
                .toList();
    }

    /// Whether requests and errors are told by series.
    boolean hasRequests() {
        return wanted.stream().anyMatch(each -> each.series().equals(Sample.ERRORS));
    }

    void add(EvidenceLine line) {
        switch (line) {
            // What comes at the new weight is counted from where it begins.
            case EvidenceLine.Stage _ -> positions.clear();
            case EvidenceLine.Position(var at) ->
                    wanted.forEach(each -> positions.put(each.series(), at));
            case EvidenceLine.Figure figure -> {
                positions.put(figure.series(), figure.to());
                stableOddities.merge(figure.series(), figure.stable().oddities(), Oddities::plus);
                candidateOddities.merge(
                        figure.series(), figure.candidate().oddities(), Oddities::plus);
            }
            case EvidenceLine.Policy _,
                    EvidenceLine.Past _,
                    EvidenceLine.Moment _,
                    EvidenceLine.Change _,
                    EvidenceLine.Order _,
                    EvidenceLine.Decision _,
                    EvidenceLine.End _ -> {
                // no series
            }
        }
    }

    /// Up to where the series of a line is counted; empty when nothing is yet at this weight, and for other lines.
    OptionalLong position(EvidenceLine line) {
        return line instanceof EvidenceLine.Figure figure
                ? position(figure.series())
                : OptionalLong.empty();
    }

    private OptionalLong position(String series) {
        var known = positions.get(series);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    /// @param why nothing can be said of a series at present; empty if that is over
    void trouble(String series, Optional<String> why) {
        why.ifPresentOrElse(text -> troubles.put(series, text), () -> troubles.remove(series));
    }

    /// What people should know beside the figures, a sentence each.
    List<String> notes() {
        var notes = new ArrayList<String>();
        troubles.forEach((series, why) -> notes.add(series + ": not known, " + why));
        note(notes, "stable", stableOddities);
        note(notes, "candidate", candidateOddities);
        return notes;
    }

    private static void note(List<String> notes, String who, Map<String, Oddities> all) {
        all.forEach(
                (series, oddities) -> {
                    if (oddities.clipped() > 0) {
                        notes.add(
                                String.format(
                                        Locale.ROOT,
                                        "%s: values of %s beyond the range, counted as its end: %,d",
                                        series,
                                        who,
                                        oddities.clipped()));
                    }
                    if (oddities.ignored() > 0) {
                        notes.add(
                                String.format(
                                        Locale.ROOT,
                                        "%s: samples of %s that are no numbers of its kind, not counted: %,d",
                                        series,
                                        who,
                                        oddities.ignored()));
                    }
                });
    }
}
