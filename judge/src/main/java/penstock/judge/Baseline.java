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

    /// How long a disturbance is kept in mind: its end may show later in one version than in the other.
    private static final long MEMORY_MILLIS = 15_000;

    /// A service nobody has seen yet is believed to fail one request in a thousand, with the weight of 500 requests.
    private static final double PRIOR_FAILURES = 0.5;

    private static final double PRIOR_REQUESTS = 500;

    private List<Sample> minutes;
    private List<Sample> seconds = List.of();
    private Sample minute = Sample.NONE;
    private Sample second = Sample.NONE;
    private long minuteStart;
    private long secondStart;
    private Sample lately;
    private Sample recently = Sample.NONE;
    private Sample justNow = Sample.NONE;
    private boolean isFresh;
    private double disturbedShare;
    private long disturbedUntil;
    private boolean isDisturbed;

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
        isFresh = other.isFresh;
        disturbedShare = other.disturbedShare;
        disturbedUntil = other.disturbedUntil;
        isDisturbed = other.isDisturbed;
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
        isFresh = true;
        noticeDisturbance(atMillis);
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

    private void noticeDisturbance(long atMillis) {
        isDisturbed = isDisturbed && atMillis < disturbedUntil;
        var now = justNow;
        // One is added so that the usual few failures of a small window never look like one.
        if (now.failures() > 5 * (usualErrorShare() * now.requests() + 1)) {
            var share = (double) now.failures() / now.requests();
            disturbedShare = isDisturbed ? Math.max(disturbedShare, share) : share;
            disturbedUntil = atMillis + MEMORY_MILLIS;
            isDisturbed = true;
        }
    }

    private double usualErrorShare() {
        return (lately.failures() + PRIOR_FAILURES) / (lately.requests() + PRIOR_REQUESTS);
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

    /// Whether there is something new to bet on since the last call.
    boolean takeFresh() {
        var fresh = isFresh;
        isFresh = false;
        return fresh;
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

    /// Whether stable failed far more often than usual a moment ago.
    boolean isDisturbed() {
        return isDisturbed;
    }

    /// Stable's share of failing requests to expect next; during a disturbance that of its worst five seconds.
    double errorShare() {
        return isDisturbed ? disturbedShare : usualErrorShare();
    }

    /// How much more the number of durations above an edge varies from one second to the next than it would if requests
    /// were slow independently of each other; 1 if they are. Slow changes cancel, since only neighbours are compared.
    double dispersion(int edge) {
        var count = 0L;
        var above = 0L;
        for (var each : seconds) {
            count += each.latency().count();
            above += each.latency().countAbove(edge);
        }
        if (above == 0 || above == count) {
            return 1;
        }
        var share = (double) above / count;
        // As if there had been some even seconds before, since a few tell little.
        var sum = 5.0;
        var pairs = 5.0;
        for (var i = 1; i < seconds.size(); i++) {
            var one = seconds.get(i - 1).latency();
            var two = seconds.get(i).latency();
            if (one.count() > 0 && two.count() > 0) {
                var step =
                        (double) one.countAbove(edge) / one.count()
                                - (double) two.countAbove(edge) / two.count();
                sum +=
                        step
                                * step
                                / (share * (1 - share) * (1.0 / one.count() + 1.0 / two.count()));
                pairs++;
            }
        }
        return Math.max(1, sum / pairs);
    }
}
