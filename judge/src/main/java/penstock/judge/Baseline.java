package penstock.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stable did lately: the last five minutes, refreshed once a minute (sooner while it is still little), the last
/// moments, and the last five seconds, which tell a disturbance that both versions share. Only whole past spans are offered,
/// so bets made from them cannot know what they bet on.
final class Baseline {
    private static final int MINUTES = 5;
    private static final int SECONDS = MINUTES * 60;
    private static final int RECENT = 20;
    private static final int RECENT_OF_FEW = 60;
    private static final int JUST_NOW = 5;
    private static final int DISPERSION_SECONDS = 15;
    private static final int LONG_SPAN = 4;
    private static final double EVEN_SPANS = 5;

    private List<Sample> minutes;
    private List<Sample> seconds = List.of();
    private Sample minute = Sample.NONE;
    private Pending second = Pending.NONE;
    private long minuteStart;
    private long secondStart;
    private Sample lately;
    private Sample recently = Sample.NONE;
    private @Nullable Sample recentlyOfFew;
    private Sample justNow = Sample.NONE;
    private long spans;
    private Map<Place, Dispersion> dispersions = Map.of();

    Baseline(List<Sample> pastMinutes) {
        minutes =
                List.copyOf(
                        pastMinutes.subList(
                                Math.max(0, pastMinutes.size() - MINUTES), pastMinutes.size()));
        lately = Sample.sum(minutes);
    }

    private Baseline(Baseline other) {
        minutes = other.minutes;
        seconds = other.seconds;
        minute = other.minute;
        second = other.second;
        minuteStart = other.minuteStart;
        secondStart = other.secondStart;
        lately = other.lately;
        recently = other.recently;
        recentlyOfFew = other.recentlyOfFew;
        justNow = other.justNow;
        spans = other.spans;
        dispersions = other.dispersions;
    }

    Baseline copy() {
        return new Baseline(this);
    }

    void start(long atMillis) {
        minuteStart = atMillis;
        secondStart = atMillis;
    }

    void add(long atMillis, Sample stable) {
        second = second.with(stable);
        if (atMillis - secondStart < 1_000) {
            return;
        }
        var whole = second.plus(Sample.NONE);
        seconds = append(seconds, whole, SECONDS);
        recently = last(RECENT);
        recentlyOfFew = null;
        justNow = last(JUST_NOW);
        minute = minute.plus(whole);
        second = Pending.NONE;
        secondStart = atMillis;
        spans++;
        if (atMillis - minuteStart >= 60_000) {
            minutes = append(minutes, minute, MINUTES);
            minute = Sample.NONE;
            minuteStart = atMillis;
            lately = Sample.sum(minutes);
        } else if (minutes.size() < MINUTES) {
            refreshIfDoubled();
        }
    }

    private Sample last(int many) {
        return Sample.sum(seconds.subList(Math.max(0, seconds.size() - many), seconds.size()));
    }

    private void refreshIfDoubled() {
        var known = Sample.sum(minutes).plus(minute);
        if (known.requests() >= 2 * lately.requests()) {
            lately = known;
        }
    }

    private static List<Sample> append(List<Sample> samples, Sample last, int most) {
        var longer = new ArrayList<>(samples);
        longer.add(last);
        return List.copyOf(longer.subList(Math.max(0, longer.size() - most), longer.size()));
    }

    /// How many whole seconds were offered so far; another number means that there is something new to bet on.
    long spans() {
        return spans;
    }

    /// The last five minutes.
    Sample lately() {
        return lately;
    }

    /// The last twenty seconds, or the last minute where twenty seconds have too few figures.
    Sample recently(Metric metric, long enough) {
        if (recently.of(metric).size() >= enough) {
            return recently;
        }
        var minute = recentlyOfFew == null ? last(RECENT_OF_FEW) : recentlyOfFew;
        recentlyOfFew = minute;
        return minute;
    }

    /// The last five seconds.
    Sample justNow() {
        return justNow;
    }

    /// How much more the number of durations above an edge varies from one span of time to the next than it would if requests
    /// were slow independently of each other; 1 if they are. Slow changes cancel, since only neighbours are compared.
    ///
    /// The larger of what spans of one second and of four tell: a stall of a second or more often makes two neighbouring seconds
    /// slow, so that they differ little, and two blocks of evidence, so that it counts twice. Of five minutes, because stalls are
    /// few: a minute that happens to have hardly any would let the next ones of the candidate count in full.
    ///
    /// It changes slowly, so what was found for an edge holds for some seconds.
    double dispersion(Metric.Quantile metric, int edge) {
        var place = new Place(metric.series(), edge, metric.better());
        var known = dispersions.get(place);
        if (known != null && spans - known.spans() < DISPERSION_SECONDS) {
            return known.value();
        }
        var found = new Dispersion(measured(metric, edge), spans);
        var next = new HashMap<>(dispersions);
        next.values().removeIf(each -> spans - each.spans() >= DISPERSION_SECONDS);
        next.put(place, found);
        dispersions = next;
        return found.value();
    }

    private record Place(String series, int edge, Better better) {}

    private record Dispersion(double value, long spans) {}

    private double measured(Metric.Quantile metric, int edge) {
        var all = new double[seconds.size() + 1];
        var bad = new double[all.length];
        for (var i = 0; i < seconds.size(); i++) {
            var values = (Histogram) seconds.get(i).of(metric);
            all[i + 1] = all[i] + values.count();
            bad[i + 1] = bad[i] + Beyond.edge(values, edge, metric.better());
        }
        return Math.max(1, Math.max(dispersion(all, bad, 1), dispersion(all, bad, LONG_SPAN)));
    }

    /// How much more the shares of neighbouring spans differ than chance explains, on average.
    ///
    /// @param all values until the end of each second, zero first
    /// @param bad of them those beyond the edge
    /// @param span seconds
    private static double dispersion(double[] all, double[] bad, int span) {
        var last = all.length - 1;
        var share = bad[last] / all[last];
        // As if there had been some even spans before, since a few tell little.
        var sum = EVEN_SPANS;
        var pairs = EVEN_SPANS;
        for (var from = 0; from + 2 * span <= last; from++) {
            var middle = from + span;
            var one = all[middle] - all[from];
            var other = all[middle + span] - all[middle];
            if (one > 0 && other > 0) {
                var step =
                        (bad[middle] - bad[from]) / one
                                - (bad[middle + span] - bad[middle]) / other;
                sum += step * step / (share * (1 - share) * (1 / one + 1 / other));
                pairs++;
            }
        }
        return share > 0 && share < 1 ? sum / pairs : 1;
    }
}
