package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;

/// Whose turn it is among instances: each has as many turns as its weight, spread as evenly as that goes (the smooth weighted round robin
/// of NGINX). With equal weights one after the other, and nothing is kept for it.
final class Turns {

    /// Weights are made smaller together when a round would have more turns.
    private static final int LONGEST = 1_024;

    private final int count;
    private final int @Nullable [] order;

    Turns(int[] weights) {
        this.count = weights.length;
        this.order = isEven(weights) ? null : order(scaled(weights));
    }

    private static boolean isEven(int[] weights) {
        for (int weight : weights) {
            if (weight != weights[0]) {
                return false;
            }
        }
        return true;
    }

    private static int[] scaled(int[] weights) {
        long sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int[] scaled = weights.clone();
        if (sum > LONGEST) {
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = (int) Math.max(1, Math.round((double) weights[i] * LONGEST / sum));
            }
        }
        return scaled;
    }

    private static int[] order(int[] weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int[] order = new int[sum];
        int[] credit = new int[weights.length];
        for (int turn = 0; turn < sum; turn++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                credit[i] += weights[i];
                best = credit[i] > credit[best] ? i : best;
            }
            credit[best] -= sum;
            order[turn] = best;
        }
        return order;
    }

    boolean isWeighted() {
        return order != null;
    }

    /// The index of the instance; there is at least one.
    ///
    /// @param place any number, taken without its sign
    int at(int place) {
        return order == null
                ? Integer.remainderUnsigned(place, count)
                : order[Integer.remainderUnsigned(place, order.length)];
    }
}
