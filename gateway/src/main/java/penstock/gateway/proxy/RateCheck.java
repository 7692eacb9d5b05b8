package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.rates.KeyHash;

/// Counts requests against the rate limits of their route. On one loop; reused for all its requests.
///
/// A request that one limit refuses costs nothing in the others.
final class RateCheck {

    private final KeyHash hash;
    private LiveLimit[] met = new LiveLimit[4];
    private LiveLimit.Tier[] tiers = new LiveLimit.Tier[4];
    private long[] keys = new long[4];
    private long[] debts = new long[4];
    private int count;
    private List<HeaderLine> notice = List.of();

    // Reused.
    private final StringBuilder policies = new StringBuilder();
    private final StringBuilder states = new StringBuilder();

    RateCheck(KeyHash.Secret secret) {
        this.hash = new KeyHash(secret);
    }

    /// What to answer instead; null when the request may go on.
    @Nullable Problem refusal(LiveLimit[] limits, RequestHead request, String client, long nanos) {
        String path = request.path();
        long micros = Math.floorDiv(nanos, 1_000);
        count = 0;
        for (LiveLimit limit : limits) {
            LiveLimit.Tier tier = limit.tier(request, path);
            if (tier == null) {
                continue;
            }
            long key = limit.key(hash, tier, request, client);
            long debt = limit.buckets.take(key, tier.rate(), micros);
            if (limit.limit.isShadow()) {
                countShadow(limit, tier.rate().admits(debt));
                continue;
            }
            add(limit, tier, key, debt);
            if (!tier.rate().admits(debt)) {
                return refused(micros);
            }
        }
        for (int i = 0; i < count; i++) {
            met[i].allowed();
        }
        notice = notice(false);
        return null;
    }

    /// The fields that tell the client of the last request how it stands.
    List<HeaderLine> notice() {
        return notice;
    }

    private static void countShadow(LiveLimit limit, boolean isAdmitted) {
        if (isAdmitted) {
            limit.allowed();
        } else {
            limit.wouldLimit();
        }
    }

    private void add(LiveLimit limit, LiveLimit.Tier tier, long key, long debt) {
        if (count == met.length) {
            met = Arrays.copyOf(met, 2 * count);
            tiers = Arrays.copyOf(tiers, 2 * count);
            keys = Arrays.copyOf(keys, 2 * count);
            debts = Arrays.copyOf(debts, 2 * count);
        }
        met[count] = limit;
        tiers[count] = tier;
        keys[count] = key;
        debts[count] = debt;
        count++;
    }

    /// By the last one met.
    private Problem refused(long micros) {
        int last = count - 1;
        for (int i = 0; i < last; i++) {
            met[i].buckets.giveBack(keys[i], tiers[i].rate(), micros);
        }
        met[last].limited();
        notice = notice(true);
        return Problem.limited(
                tiers[last].name(), seconds(tiers[last].rate().untilOneFits(debts[last])), notice);
    }

    private static long seconds(long micros) {
        return Math.ceilDiv(micros, 1_000_000);
    }

    private List<HeaderLine> notice(boolean isRefused) {
        policies.setLength(0);
        states.setLength(0);
        int scarcest = -1;
        for (int i = 0; i < count; i++) {
            if (met[i].limit.answer().isStandard()) {
                next(policies).append(tiers[i].policy());
                next(states).append('"').append(tiers[i].name()).append("\";r=");
                states.append(remaining(i, isRefused)).append(";t=");
                states.append(seconds(tiers[i].rate().untilPaid(owed(i, isRefused))));
            }
            if (met[i].limit.answer().isLegacy()
                    && (scarcest < 0
                            || remaining(i, isRefused) <= remaining(scarcest, isRefused))) {
                scarcest = i;
            }
        }
        if (policies.isEmpty() && scarcest < 0) {
            return List.of();
        }
        List<HeaderLine> fields = new ArrayList<>(5);
        if (!policies.isEmpty()) {
            fields.add(new HeaderLine("RateLimit-Policy", policies.toString()));
            fields.add(new HeaderLine("RateLimit", states.toString()));
        }
        if (scarcest >= 0) {
            legacy(fields, scarcest, isRefused);
        }
        return fields;
    }

    private static StringBuilder next(StringBuilder list) {
        return list.isEmpty() ? list : list.append(", ");
    }

    private void legacy(List<HeaderLine> fields, int at, boolean isRefused) {
        long reset = seconds(tiers[at].rate().untilPaid(owed(at, isRefused)));
        fields.add(new HeaderLine("X-RateLimit-Limit", Long.toString(tiers[at].requests())));
        fields.add(
                new HeaderLine("X-RateLimit-Remaining", Long.toString(remaining(at, isRefused))));
        fields.add(new HeaderLine("X-RateLimit-Reset", Long.toString(reset)));
    }

    /// After the request.
    private long owed(int at, boolean isRefused) {
        return isRefused ? debts[at] : debts[at] + tiers[at].rate().cost();
    }

    private long remaining(int at, boolean isRefused) {
        return tiers[at].rate().remaining(owed(at, isRefused));
    }
}
