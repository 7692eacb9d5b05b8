package penstock.bench.judge.world;

import java.util.function.Consumer;

/// What happens in a [World]: faults of the candidate, and disturbances that are no fault of it. A value: each method
/// answers another one with one thing changed, and nothing changes afterwards.
public final class Trouble implements Cloneable {
    /// Requests per second.
    double rate = 100;

    /// Whether the rate does not swing.
    boolean isSteady;

    /// Whether errors and latency do not swing.
    boolean isLevel;

    /// Whether everything swings once in a quarter of an hour and not once in two hours.
    boolean isRestless;

    // Faults of the candidate.

    /// Additional share of candidate requests that fail.
    double errors;

    /// Factor on the candidate's share of failing requests, before that is added.
    double errorFactor = 1;

    /// Factor on the candidate's latency.
    double slower = 1;

    /// Share of candidate requests with a tail.
    double tail;

    /// Factor on the latency of these; 0: a second more.
    double tailFactor;

    /// By how much the candidate's scores are lower.
    double scoreDrop;

    /// Seconds after the start at which the candidate's faults begin.
    double from;

    /// Weight from which on the candidate has its faults.
    double fromWeight;

    // What both versions suffer.

    /// Factor that the errors of both versions grow by in the hour; latency grows by a tenth of that.
    double drift = 1;

    /// Ten seconds of 20 % errors in both versions every five minutes.
    boolean isBrownout;

    /// Whether a tenth of the requests of both versions take a second longer in every other 30 s.
    boolean isChoppy;

    /// A minute in which 90 % of the requests of both versions fail and the others take three times as long.
    boolean hasOutage;

    /// From some moment on five times the errors and 1.5 times the latency, in both versions.
    boolean hasStep;

    /// The hour of the morning: requests grow from 0.3 to 2 times, errors to twice, latency by 30 %.
    boolean isMorning;

    /// About once in a minute three to eight times the requests for five seconds, 1.5 times as slow.
    boolean hasBursts;

    // What distinguishes equal versions.

    /// How late the candidate's counters are.
    int lateMillis;

    /// How much slower the candidate is at first, going down with a time constant of 15 s.
    double coldness;

    /// How long each version stalls now and then, by itself, seconds; 0: never.
    double pauseSeconds;

    /// How long it goes on between two stalls, on average.
    double secondsBetweenPauses;

    /// Whether the candidate gets faster with each request, as programs on the JVM do: 3.2 times stable's latency at first,
    /// 1.3 times after 1,400 requests (fitted to a real one, docs/benchmarks.md).
    boolean isCompiling;

    /// One instance in so many of stable's takes twice as long; 0: none.
    int stableSlowOneOf;

    /// One instance in so many of the candidate's takes half as long again; 0: none.
    int candidateSlowOneOf;

    // Clients.

    /// Failures of a client that meets one, on the same version.
    int failuresPerClient = 1;

    /// Seconds between them.
    double leastSpacing;

    double mostSpacing = 0.25;

    /// How often a client repeats what failed, on the same version, until it succeeds.
    int retries;

    /// How many users there are, each always on one version; 0: each request comes from another one.
    int users;

    private Trouble() {}

    private Trouble with(Consumer<Trouble> change) {
        try {
            var next = (Trouble) clone();
            change.accept(next);
            return next;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    public static Trouble none() {
        return new Trouble();
    }

    public Trouble rate(double perSecond) {
        return with(next -> next.rate = perSecond);
    }

    public Trouble steady() {
        return with(next -> next.isSteady = true);
    }

    Trouble level() {
        return steady().with(next -> next.isLevel = true);
    }

    Trouble restless() {
        return with(next -> next.isRestless = true);
    }

    public Trouble errors(double share) {
        return with(next -> next.errors = share);
    }

    Trouble errors(double factor, double share) {
        return errors(share).with(next -> next.errorFactor = factor);
    }

    public Trouble slower(double factor) {
        return with(next -> next.slower = factor);
    }

    /// A share of requests takes a second more.
    public Trouble tail(double share) {
        return with(next -> next.tail = share);
    }

    Trouble tail(double share, double factor) {
        return tail(share).with(next -> next.tailFactor = factor);
    }

    Trouble scoreDrop(double drop) {
        return with(next -> next.scoreDrop = drop);
    }

    public Trouble from(double second) {
        return with(next -> next.from = second);
    }

    Trouble fromWeight(double weight) {
        return with(next -> next.fromWeight = weight);
    }

    Trouble drift(double factor) {
        return with(next -> next.drift = factor);
    }

    Trouble brownout() {
        return with(next -> next.isBrownout = true);
    }

    Trouble choppy() {
        return with(next -> next.isChoppy = true);
    }

    Trouble outage() {
        return with(next -> next.hasOutage = true);
    }

    Trouble step() {
        return with(next -> next.hasStep = true);
    }

    Trouble morning() {
        return with(next -> next.isMorning = true);
    }

    Trouble bursts() {
        return with(next -> next.hasBursts = true);
    }

    Trouble late(int millis) {
        return with(next -> next.lateMillis = millis);
    }

    Trouble cold(double extra) {
        return with(next -> next.coldness = extra);
    }

    Trouble pauses(double seconds, double between) {
        return with(
                next -> {
                    next.pauseSeconds = seconds;
                    next.secondsBetweenPauses = between;
                });
    }

    public Trouble compiling() {
        return with(next -> next.isCompiling = true);
    }

    Trouble slowStableInstance(int oneOf) {
        return with(next -> next.stableSlowOneOf = oneOf);
    }

    Trouble slowCandidateInstance(int oneOf) {
        return with(next -> next.candidateSlowOneOf = oneOf);
    }

    /// A client that fails does so several times, with a pause between them; the share of requests that fail stays as it was.
    Trouble repeated(int failures, double leastSpacing, double mostSpacing) {
        return with(
                next -> {
                    next.failuresPerClient = failures;
                    next.leastSpacing = leastSpacing;
                    next.mostSpacing = mostSpacing;
                });
    }

    Trouble retries(int most) {
        return repeated(1, 0.2, 1).with(next -> next.retries = most);
    }

    Trouble users(int many) {
        return with(next -> next.users = many);
    }
}
