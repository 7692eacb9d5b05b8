package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Ranges of addresses with a verdict each, made ready: intervals that do not overlap, found by halving. Of ranges within one another the
/// narrowest has the say. Immutable.
final class AddressTable {

    /// What the lists say of an address.
    enum Verdict {
        ALLOWED,
        DENIED,
        /// Nothing.
        UNSAID
    }

    private static final int IPV4 = 4;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /// Intervals of one version of IP: each begins where its number says and ends where the next begins.
    private static final class Intervals {
        private final long[] high;
        private final long[] low;
        private final Verdict[] verdicts;

        Intervals(long[] high, long[] low, Verdict[] verdicts) {
            this.high = high;
            this.low = low;
            this.verdicts = verdicts;
        }

        Verdict of(long wantedHigh, long wantedLow) {
            int from = 0;
            int to = high.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (compare(high[middle], low[middle], wantedHigh, wantedLow) <= 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from == 0 ? Verdict.UNSAID : verdicts[from - 1];
        }
    }

    /// A range as numbers of 128 bits.
    private record Span(
            long high, long low, long lastHigh, long lastLow, int bits, Verdict verdict) {}

    private final Intervals ipv4;
    private final Intervals ipv6;

    AddressTable(AddressRanges allowed, AddressRanges denied) {
        this.ipv4 = intervals(spans(allowed, denied, true));
        this.ipv6 = intervals(spans(allowed, denied, false));
    }

    Verdict of(byte[] address) {
        return switch (address.length) {
            case IPV4 -> ipv4.of(0, AddressRanges.number(address, 0, IPV4));
            case 2 * Long.BYTES ->
                    ipv6.of(
                            AddressRanges.number(address, 0, Long.BYTES),
                            AddressRanges.number(address, Long.BYTES, Long.BYTES));
            default -> Verdict.UNSAID;
        };
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    /// Sorted by where they begin, the wide before the narrow, and of the same what denies last.
    private static List<Span> spans(AddressRanges allowed, AddressRanges denied, boolean isIpv4) {
        List<Span> spans = new ArrayList<>();
        add(allowed, Verdict.ALLOWED, isIpv4, spans);
        add(denied, Verdict.DENIED, isIpv4, spans);
        spans.sort(
                (one, other) -> {
                    int order = compare(one.high, one.low, other.high, other.low);
                    order = order != 0 ? order : Integer.compare(one.bits, other.bits);
                    return order != 0 ? order : one.verdict.compareTo(other.verdict);
                });
        return spans;
    }

    private static void add(
            AddressRanges ranges, Verdict verdict, boolean isIpv4, List<Span> spans) {
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.isIpv4(i) == isIpv4) {
                int free = (isIpv4 ? IPV4_BITS : IPV6_BITS) - ranges.bits(i);
                spans.add(
                        new Span(
                                ranges.high(i),
                                ranges.low(i),
                                ranges.high(i) | ones(free - Long.SIZE),
                                ranges.low(i) | ones(free),
                                ranges.bits(i),
                                verdict));
            }
        }
    }

    /// So many ones at the end of a number.
    private static long ones(int count) {
        return count <= 0 ? 0 : count >= Long.SIZE ? -1 : (1L << count) - 1;
    }

    /// Ranges lie within one another or apart, so those that are open at any place are a stack.
    private static Intervals intervals(List<Span> spans) {
        var built = new Building(2 * spans.size() + 1);
        List<Span> open = new ArrayList<>();
        for (Span span : spans) {
            closeBefore(span.high, span.low, open, built);
            built.add(span.high, span.low, span.verdict);
            open.add(span);
        }
        while (!open.isEmpty()) {
            close(open, built);
        }
        return built.finish();
    }

    private static void closeBefore(long high, long low, List<Span> open, Building built) {
        while (!open.isEmpty()
                && compare(open.getLast().lastHigh, open.getLast().lastLow, high, low) < 0) {
            close(open, built);
        }
    }

    /// What is around it has the say again, behind its last address.
    private static void close(List<Span> open, Building built) {
        Span ended = open.removeLast();
        long low = ended.lastLow + 1;
        long high = low == 0 ? ended.lastHigh + 1 : ended.lastHigh;
        boolean isLast = low == 0 && high == 0;
        if (!isLast) {
            built.add(high, low, open.isEmpty() ? Verdict.UNSAID : open.getLast().verdict);
        }
    }

    private static final class Building {
        private final long[] high;
        private final long[] low;
        private final Verdict[] verdicts;
        private int count;

        Building(int most) {
            high = new long[most];
            low = new long[most];
            verdicts = new Verdict[most];
        }

        /// The last word on the same place counts.
        void add(long fromHigh, long fromLow, Verdict verdict) {
            if (count > 0 && high[count - 1] == fromHigh && low[count - 1] == fromLow) {
                count--;
            }
            high[count] = fromHigh;
            low[count] = fromLow;
            verdicts[count] = verdict;
            count++;
        }

        Intervals finish() {
            return new Intervals(
                    Arrays.copyOf(high, count),
                    Arrays.copyOf(low, count),
                    Arrays.copyOf(verdicts, count));
        }
    }
}
