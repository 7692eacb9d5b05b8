package penstock.bench.judge.world;

import penstock.judge.Histogram;

/// One version: what it answers in a tick. Up to [#ONE_BY_ONE] requests are drawn one by one; of more, the numbers in the
/// buckets are (Poisson numbers that are independent of each other, which is the same).
final class Arm {
    private static final double ONE_BY_ONE = 150;
    private static final double TICK_SECONDS = World.TICK_MILLIS / 1_000.0;
    private static final int MOST_SCORED = 200;
    private static final long LUCK = 1L << 40;

    /// Responses slower than this many buckets (half a second) count as failing for users.
    private static final int SLOW = Histogram.indexOf(0.5) - Shapes.FIRST_BUCKET;

    private final Trouble trouble;
    private final Dice dice;
    private final boolean isCandidate;
    private final int slowOneOf;
    private final int slowBuckets;
    private final int tailBuckets;
    private final Clients clients;
    private final int[] counts = new int[Shapes.BUCKETS];
    private int lowest = Shapes.BUCKETS;
    private int highest = -1;
    private int median;
    private long failBelow;
    private long tailFrom;
    private double errorShare;
    private double tailShare;
    private int scoreDrop;
    private long requests;
    private long errors;
    private long failingClients;
    private long scored;
    private long scoreSum;
    private long scoreSquares;
    private long served;
    private long failing;
    private double pauseFrom;
    private double pauseUntil = -World.HISTORY_MINUTES * 60;

    Arm(Trouble trouble, Dice dice, boolean isCandidate) {
        this.trouble = trouble;
        this.dice = dice;
        this.isCandidate = isCandidate;
        slowOneOf = isCandidate ? trouble.candidateSlowOneOf : trouble.stableSlowOneOf;
        slowBuckets = (int) Math.round(16 * Math.log(isCandidate ? 1.5 : 2) / Math.log(2));
        tailBuckets =
                (int) Math.round(16 * Math.log(Math.max(1, trouble.tailFactor)) / Math.log(2));
        clients = new Clients(trouble, dice.split());
    }

    /// Answered since the start of the world.
    long served() {
        return served;
    }

    /// Of them failed, or took longer than half a second.
    long failing() {
        return failing;
    }

    void conditions(Conditions conditions, double seconds, double weight) {
        var isFaulty = isCandidate && conditions.isFaulty(seconds, weight);
        median = Shapes.parts(conditions.median(seconds, isCandidate, isFaulty, served));
        errorShare = conditions.errors(seconds, isFaulty);
        tailShare = conditions.tail(seconds, isFaulty);
        failBelow = (long) (errorShare / trouble.failuresPerClient * LUCK);
        tailFrom = (long) ((1 - tailShare) * LUCK);
        scoreDrop = isFaulty ? (int) Math.round(trouble.scoreDrop * 1_024) : 0;
    }

    /// As many requests as come by chance, each of another client.
    void serve(double expected, double seconds) {
        if (expected > ONE_BY_ONE && trouble.pauseSeconds == 0 && slowOneOf == 0) {
            serveMany(expected, seconds);
        } else {
            var many = dice.poisson(expected);
            for (var i = 0; i < many; i++) {
                serve(Clients.ANOTHER, 1, 0, seconds);
            }
        }
    }

    /// One request of a user with habits of their own.
    void serve(long client, double errorFactor, int moreParts, double seconds) {
        var bits = dice.bits();
        var luck = bits >>> 24;
        var bucket =
                (median + moreParts + Shapes.SPREAD[(int) (bits >>> 10) & 0x3FFF] + 255)
                        / Shapes.PARTS;
        if (slowOneOf > 0 && dice.happens(1.0 / slowOneOf)) {
            bucket += slowBuckets;
        }
        if (trouble.pauseSeconds > 0) {
            bucket += paused(seconds);
        }
        if (luck >= tailFrom) {
            bucket = slowed(bucket);
        }
        var below = errorFactor == 1 ? failBelow : (long) (failBelow * errorFactor);
        var isError = luck < below;
        if (isError) {
            fail(client, seconds, 0);
        }
        count(Shapes.clamp(bucket), 1, isError);
        if (scored < MOST_SCORED) {
            score((int) bits & 0x3FF);
        }
    }

    private int slowed(int bucket) {
        return trouble.tailFactor > 0
                ? bucket + tailBuckets
                : Shapes.SECOND_MORE[Shapes.clamp(bucket)];
    }

    private void count(int bucket, int many, boolean isError) {
        counts[bucket] += many;
        lowest = Math.min(lowest, bucket);
        highest = Math.max(highest, bucket);
        requests += many;
        failing += isError || bucket > SLOW ? many : 0;
    }

    private void score(int at) {
        var score = Math.max(0, Shapes.SCORE[at] - scoreDrop);
        scored++;
        scoreSum += score;
        scoreSquares += (long) score * score;
    }

    private void serveMany(double expected, double seconds) {
        var chances = Chances.at(median);
        var plain = expected * (1 - errorShare / trouble.failuresPerClient - tailShare);
        for (var i = 0; i < chances.length(); i++) {
            var many = dice.poisson(plain * chances.of(i));
            if (many > 0) {
                count(Shapes.clamp(chances.first() + i), many, false);
            }
        }
        serveTailAndErrors(expected, seconds);
        for (var i = 0; i < Math.min(requests, MOST_SCORED); i++) {
            score((int) dice.bits() & 0x3FF);
        }
    }

    private void serveTailAndErrors(double expected, double seconds) {
        var slow = dice.poisson(expected * tailShare);
        var failed = dice.poisson(expected * errorShare / trouble.failuresPerClient);
        for (var i = 0; i < slow + failed; i++) {
            var bucket = (median + Shapes.SPREAD[(int) (dice.bits() >>> 50)] + 255) / Shapes.PARTS;
            count(Shapes.clamp(i < slow ? slowed(bucket) : bucket), 1, i >= slow);
            if (i >= slow) {
                fail(Clients.ANOTHER, seconds, 0);
            }
        }
    }

    private void fail(long client, double seconds, int repetition) {
        errors++;
        if (clients.fails(client, seconds, repetition)) {
            failingClients++;
        }
    }

    /// Requests of clients that met a failure before.
    void serveRepetitions(double seconds) {
        for (var each : clients.due(seconds)) {
            var isError =
                    trouble.retries == 0 || dice.happens(errorShare / trouble.failuresPerClient);
            if (isError) {
                fail(each.client(), seconds, each.repetition());
            }
            var bucket = (median + Shapes.SPREAD[(int) (dice.bits() >>> 50)] + 255) / Shapes.PARTS;
            count(Shapes.clamp(bucket), 1, isError);
        }
    }

    /// Buckets added to a request by a stall, which comes when it comes: were it to begin with a request, the version with
    /// less traffic would have a larger share of slow ones. The next one does not begin in the tick in which one ends.
    private int paused(double seconds) {
        while (pauseUntil <= seconds) {
            pauseFrom = pauseUntil + TICK_SECONDS + dice.untilNext(trouble.secondsBetweenPauses);
            pauseUntil = pauseFrom + trouble.pauseSeconds;
        }
        var at = seconds + dice.between(0, TICK_SECONDS);
        return at >= pauseFrom && at < pauseUntil
                ? (int) Math.ceil(16 * Math.log(1 + (pauseUntil - at) / 0.08) / Math.log(2))
                : 0;
    }

    /// What was counted since the last call.
    Counted take() {
        var scores = new Scores(scored, scoreSum / 1_024.0, scoreSquares / (1_024.0 * 1_024.0));
        var counted = new Counted(requests, errors, failingClients, histogram(), scores);
        served += requests;
        requests = 0;
        errors = 0;
        failingClients = 0;
        scored = 0;
        scoreSum = 0;
        scoreSquares = 0;
        return counted;
    }

    private Histogram histogram() {
        if (highest < 0) {
            return Histogram.empty();
        }
        var size = 0;
        for (var i = lowest; i <= highest; i++) {
            size += counts[i] > 0 ? 1 : 0;
        }
        var indexes = new int[size];
        var values = new long[size];
        var at = 0;
        for (var i = lowest; i <= highest; i++) {
            if (counts[i] > 0) {
                indexes[at] = i + Shapes.FIRST_BUCKET;
                values[at++] = counts[i];
                counts[i] = 0;
            }
        }
        lowest = Shapes.BUCKETS;
        highest = -1;
        return Histogram.of(indexes, values);
    }
}
