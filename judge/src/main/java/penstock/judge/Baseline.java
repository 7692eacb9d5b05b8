package penstock.judge;

import java.util.ArrayList;
import java.util.List;

/// What stable did lately: the last five minutes, refreshed once a minute (sooner while it is still little), and the last
/// five seconds, which tell a disturbance that both versions share. Only whole past spans are offered, so bets made from
/// them cannot know what they bet on.
final class Baseline {
    private static final int MINUTES = 5;
    private static final int SECONDS = 5;

    private List<Sample> minutes;
    private List<Sample> seconds = List.of();
    private Sample minute = Sample.NONE;
    private Sample second = Sample.NONE;
    private long minuteStart;
    private long secondStart;
    private Sample lately;
    private boolean isFresh;

    Baseline(List<Sample> pastMinutes) {
        minutes = List.copyOf(pastMinutes.subList(Math.max(0, pastMinutes.size() - MINUTES), pastMinutes.size()));
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
        isFresh = other.isFresh;
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
        minute = minute.plus(second);
        second = Sample.NONE;
        secondStart = atMillis;
        isFresh = true;
        if (atMillis - minuteStart >= 60_000) {
            minutes = append(minutes, minute, MINUTES);
            minute = Sample.NONE;
            minuteStart = atMillis;
            lately = sum(minutes);
        } else if (minutes.size() < MINUTES) {
            refreshIfDoubled();
        }
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

    /// The last five seconds.
    Sample justNow() {
        return sum(seconds);
    }
}
