package penstock.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What stable did lately: the last five minutes, refreshed once a minute (sooner while it is still little), and the last
/// five seconds, which tell a disturbance that both versions share. Only whole past spans are offered, so bets made from
/// them cannot know what they bet on.
final class Baseline {
    private static final int MINUTES = 5;
    private static final int SECONDS = 60;
    private static final int RECENT = 20;
    private static final int JUST_NOW = 5;
    private static final int DISPERSION_SECONDS = 5;

    private List<Sample> minutes;
    private List<Sample> seconds = List.of();
    private Sample minute = Sample.NONE;
    private Pending second = Pending.NONE;
    private long minuteStart;
    private long secondStart;
    private Sample lately;
    private Sample recently = Sample.NONE;
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

    /// The last twenty seconds.
    Sample recently() {
        return recently;
    }

    /// The last five seconds.
    Sample justNow() {
        return justNow;
    }

    /// How much more the number of durations above an edge varies from one second to the next than it would if requests
    /// were slow independently of each other; 1 if they are. Slow changes cancel, since only neighbours are compared.
    ///
    /// It changes slowly, so what was found for an edge holds for a few seconds.
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
        var n = new double[seconds.size()];
        var bad = new double[n.length];
        var all = 0.0;
        var allBad = 0.0;
        for (var i = 0; i < n.length; i++) {
            var values = (Histogram) seconds.get(i).of(metric);
            n[i] = values.count();
            bad[i] = Beyond.edge(values, edge, metric.better());
            all += n[i];
            allBad += bad[i];
        }
        if (allBad == 0 || allBad == all) {
            return 1;
        }
        var variance = allBad / all * (1 - allBad / all);
        // As if there had been some even seconds before, since a few tell little.
        var sum = 5.0;
        var pairs = 5.0;
        for (var i = 1; i < n.length; i++) {
            if (n[i - 1] > 0 && n[i] > 0) {
                var step = bad[i - 1] / n[i - 1] - bad[i] / n[i];
                sum += step * step / (variance * (1 / n[i - 1] + 1 / n[i]));
                pairs++;
            }
        }
        return Math.max(1, sum / pairs);
    }
}
