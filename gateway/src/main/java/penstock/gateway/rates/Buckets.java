package penstock.gateway.rates;

import java.util.Arrays;

/// The buckets of many keys, shared by all loops. A key that owes nothing takes no place, since a bucket made anew is the same.
///
/// Places are in sets of 16, and the hash of a key decides which set it is in. When all 16 are taken by keys that owe something, the
/// one that would be paid first is forgotten for a new key, so it loses the count of the key that has the least to lose: whoever
/// floods the table with keys of its own is not refused for that, but those who are over their limit stay so the longest.
///
/// Each 64th of the sets has a lock of its own, held for the length of one look at 16 numbers.
public final class Buckets {

    private static final int WAYS = 16;
    private static final int STRIPES = 64;

    private final Stripe[] stripes = new Stripe[STRIPES];

    /// Of the next stripe to be counted.
    private int turn;

    /// For at least so many keys that owe something at the same time, if they spread evenly; one takes 64 to 128 bytes.
    public Buckets(int keys) {
        int wanted = Math.ceilDiv(2 * keys, STRIPES * WAYS);
        int sets = wanted <= 1 ? 1 : Integer.highestOneBit(wanted - 1) << 1;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(sets);
        }
    }

    /// Takes a request's cost from the bucket of a key if it fits.
    ///
    /// @param micros the time, on a clock that does not run backwards by much
    /// @return what was owed before; `Rate.admits` says whether the request fitted
    public long take(long key, Rate rate, long micros) {
        return stripe(key).take(key, rate, micros);
    }

    /// Gives a request's cost back that was taken a moment ago.
    public void giveBack(long key, Rate rate, long micros) {
        stripe(key).giveBack(key, rate, micros);
    }

    private Stripe stripe(long key) {
        return stripes[(int) (key >>> 58)];
    }

    /// Keys that owe something, as far as they were counted: each call counts a 64th of the places anew.
    public synchronized long keys(long micros) {
        stripes[turn].count(micros);
        turn = (turn + 1) % STRIPES;
        long sum = 0;
        for (Stripe stripe : stripes) {
            sum += stripe.counted();
        }
        return sum;
    }

    /// Takes away how many keys were forgotten that owed something.
    public long takeForgotten() {
        long sum = 0;
        for (Stripe stripe : stripes) {
            sum += stripe.takeForgotten();
        }
        return sum;
    }

    /// Of each place: its key, what that owed at some time, and when it will owe nothing.
    private static final class Stripe {

        private final int sets;
        private long[] keys = new long[0];
        private long[] debts = new long[0];
        private long[] since = new long[0];
        private long[] paid = new long[0];

        /// The time never runs backwards here, or a key that was taken for paid might owe something again.
        private long now = Long.MIN_VALUE;

        private long forgotten;
        private long counted;

        Stripe(int sets) {
            this.sets = sets;
        }

        synchronized long take(long key, Rate rate, long micros) {
            now = Math.max(now, micros);
            int place = place(key);
            if (place < 0) {
                place = -1 - place;
                forgotten += paid[place] > now ? 1 : 0;
                keys[place] = key;
                debts[place] = 0;
            }
            long debt = rate.owed(debts[place], now - since[place]);
            write(place, rate.admits(debt) ? debt + rate.cost() : debt, rate);
            return debt;
        }

        synchronized void giveBack(long key, Rate rate, long micros) {
            now = Math.max(now, micros);
            int place = place(key);
            if (place >= 0) {
                long debt = rate.owed(debts[place], now - since[place]);
                write(place, Math.max(0, debt - rate.cost()), rate);
            }
        }

        private void write(int place, long debt, Rate rate) {
            debts[place] = debt;
            since[place] = now;
            paid[place] = now + rate.untilPaid(debt);
        }

        /// Where the key is; if it owes nothing, one less than the negated place that it may have.
        private int place(long key) {
            if (keys.length == 0) {
                open();
            }
            int first = (int) (key & (sets - 1)) * WAYS;
            int best = first;
            for (int i = first; i < first + WAYS; i++) {
                if (keys[i] == key && paid[i] > now) {
                    return i;
                }
                best = paid[i] < paid[best] ? i : best;
            }
            return -1 - best;
        }

        private void open() {
            keys = new long[sets * WAYS];
            debts = new long[sets * WAYS];
            since = new long[sets * WAYS];
            paid = new long[sets * WAYS];
            Arrays.fill(paid, Long.MIN_VALUE);
        }

        synchronized void count(long micros) {
            long sum = 0;
            for (long each : paid) {
                sum += each > micros ? 1 : 0;
            }
            counted = sum;
        }

        synchronized long counted() {
            return counted;
        }

        synchronized long takeForgotten() {
            long taken = forgotten;
            forgotten = 0;
            return taken;
        }
    }
}
