package penstock.judge;

import java.util.ArrayList;
import java.util.List;

/// What stable did lately: the last five minutes, refreshed once a minute (sooner while it is still little), and the last
/// five seconds, which tell a disturbance that both versions share. Only whole past spans are offered, so bets made from
/// them cannot know what they bet on.
final class Baseline {
    private static final int MINUTES = 5;
    private static final int SECONDS = 60;
    private static final int RECENT = 20;
    private static final int JUST_NOW = 5;

    private List<Sample> minutes;
    private List<Sample> seconds = List.of();
    private Sample minute = Sample.NONE;
    private Sample second = Sample.NONE;
    private long minuteStart;
    private long secondStart;
    private Sample lately;
    private Sample recently = Sample.NONE;
    private Sample justNow = Sample.NONE;
    private long spans;

    Baseline(List<Sample> pastMinutes) {
        minutes =
                List.copyOf(
                        pastMinutes.subList(
                                Math.max(0, pastMinutes.size() - MINUTES), pastMinutes.size()));
        lately = sum(minutes);
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
    }

    Baseline copy() {
        return new Baseline(this);
    }

    void start(long atMillis) {
        minuteStart = atMillis;
        secondStart = atMillis;
    }

    void add(long atMillis, Sample stable) {
        second = second.plus(stable);
        if (atMillis - secondStart < 1_000) {
            return;
        }
        seconds = append(seconds, second, SECONDS);
        recently = last(RECENT);
        justNow = last(JUST_NOW);
        minute = minute.plus(second);
        second = Sample.NONE;
        secondStart = atMillis;
        spans++;
        if (atMillis - minuteStart >= 60_000) {
            minutes = append(minutes, minute, MINUTES);
            minute = Sample.NONE;
            minuteStart = atMillis;
            lately = sum(minutes);
        } else if (minutes.size() < MINUTES) {
            refreshIfDoubled();
        }
    }

    private Sample last(int many) {
        return sum(seconds.subList(Math.max(0, seconds.size() - many), seconds.size()));
    }

    private void refreshIfDoubled() {
        var known = sum(minutes).plus(minute);
        if (known.requests() >= 2 * lately.requests()) {
            lately = known;
        }
    }

    private static List<Sample> append(List<Sample> samples, Sample last, int most) {
        var longer = new ArrayList<>(samples);
        longer.add(last);
        return List.copyOf(longer.subList(Math.max(0, longer.size() - most), longer.size()));
    }

    private static Sample sum(List<Sample> samples) {
        var sum = Sample.NONE;
        for (var each : samples) {
            sum = sum.plus(each);
        }
        return sum;
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
    double dispersion(Metric.Quantile metric, int edge) {
        var n = new long[seconds.size()];
        var bad = new long[n.length];
        var all = 0L;
        var allBad = 0L;
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
        var share = (double) allBad / all;
        // As if there had been some even seconds before, since a few tell little.
        var sum = 5.0;
        var pairs = 5.0;
        for (var i = 1; i < n.length; i++) {
            if (n[i - 1] > 0 && n[i] > 0) {
                var step = (double) bad[i - 1] / n[i - 1] - (double) bad[i] / n[i];
                sum += step * step / (share * (1 - share) * (1.0 / n[i - 1] + 1.0 / n[i]));
                pairs++;
            }
        }
        return Math.max(1, sum / pairs);
    }
}
