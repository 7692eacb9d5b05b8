package penstock.judge;

import java.util.function.Consumer;

/// What happens in a [World]: faults of the candidate, and disturbances that are no fault of it. A value: each method
/// answers another one with one thing changed, and nothing changes afterwards.
final class Trouble {
    /// Requests per second.
    double rate = 100;

    /// Whether the rate does not swing.
    boolean isSteady;

    /// Additional share of candidate requests that fail.
    double errors;

    /// Factor on the candidate's latency.
    double slower = 1;

    /// Share of candidate requests that take a second longer.
    double tail;

    /// Seconds after the start at which the candidate's fault begins.
    double from;

    /// Factor that the errors of both versions grow by in half an hour.
    double drift = 1;

    /// Ten seconds of 20 % errors in both versions every five minutes.
    boolean isBrownout;

    /// How late the candidate's counters are.
    int lateMillis;

    /// How much slower the candidate is at first.
    double coldness;

    /// Further failures of a failing client, within a second, that are counted though they should not be.
    int echoes;

    /// Whether each version stalls for 150 ms now and then.
    boolean hasPauses;

    /// Whether the candidate gets faster with each request, as programs on the JVM do: 3.2 times stable's latency at first,
    /// 1.3 times after 1,400 requests (fitted to a real one, docs/benchmarks.md).
    boolean isCompiling;

    /// Whether a tenth of the requests of both versions take a second longer in every other 30 s, so that stable's tail is
    /// now shorter and now longer than it was.
    boolean isChoppy;

    private Trouble() {}

    private Trouble(Trouble other) {
        rate = other.rate;
        isSteady = other.isSteady;
        errors = other.errors;
        slower = other.slower;
        tail = other.tail;
        from = other.from;
        drift = other.drift;
        isBrownout = other.isBrownout;
        lateMillis = other.lateMillis;
        coldness = other.coldness;
        echoes = other.echoes;
        hasPauses = other.hasPauses;
        isCompiling = other.isCompiling;
        isChoppy = other.isChoppy;
    }

    private Trouble with(Consumer<Trouble> change) {
        var next = new Trouble(this);
        change.accept(next);
        return next;
    }

    static Trouble none() {
        return new Trouble();
    }

    Trouble rate(double perSecond) {
        return with(next -> next.rate = perSecond);
    }

    Trouble steady() {
        return with(next -> next.isSteady = true);
    }

    Trouble errors(double share) {
        return with(next -> next.errors = share);
    }

    Trouble slower(double factor) {
        return with(next -> next.slower = factor);
    }

    Trouble tail(double share) {
        return with(next -> next.tail = share);
    }

    Trouble from(double second) {
        return with(next -> next.from = second);
    }

    Trouble drift(double factor) {
        return with(next -> next.drift = factor);
    }

    Trouble brownout() {
        return with(next -> next.isBrownout = true);
    }

    Trouble late(int millis) {
        return with(next -> next.lateMillis = millis);
    }

    Trouble cold(double extra) {
        return with(next -> next.coldness = extra);
    }

    Trouble echoes(int more) {
        return with(next -> next.echoes = more);
    }

    Trouble pauses() {
        return with(next -> next.hasPauses = true);
    }

    Trouble compiling() {
        return with(next -> next.isCompiling = true);
    }

    Trouble choppy() {
        return with(next -> next.isChoppy = true);
    }
}
