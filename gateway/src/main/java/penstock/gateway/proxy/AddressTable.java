package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import penstock.gateway.routes.AddressRange;

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

    /// Intervals of one version of IP: each begins where its number says and ends where the next begins.
    private record Intervals(long[] high, long[] low, Verdict[] verdicts) {

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

    AddressTable(List<AddressRange> allowed, List<AddressRange> denied) {
        this.ipv4 = intervals(spans(allowed, denied, true));
        this.ipv6 = intervals(spans(allowed, denied, false));
    }

    Verdict of(byte[] address) {
        return switch (address.length) {
            case IPV4 -> ipv4.of(0, number(address, 0, IPV4));
            case 2 * Long.BYTES ->
                    ipv6.of(
                            number(address, 0, Long.BYTES),
                            number(address, Long.BYTES, Long.BYTES));
            default -> Verdict.UNSAID;
        };
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    private static long number(byte[] bytes, int from, int length) {
        long number = 0;
        for (int i = from; i < from + length; i++) {
            number = number << Byte.SIZE | (bytes[i] & 0xff);
        }
        return number;
    }

    /// Sorted by where they begin, the wide before the narrow, and of the same what denies last.
    private static List<Span> spans(
            List<AddressRange> allowed, List<AddressRange> denied, boolean isIpv4) {
        List<Span> spans = new ArrayList<>();
        allowed.forEach(range -> add(range, Verdict.ALLOWED, isIpv4, spans));
        denied.forEach(range -> add(range, Verdict.DENIED, isIpv4, spans));
        spans.sort(
                (one, other) -> {
                    int order = compare(one.high, one.low, other.high, other.low);
                    order = order != 0 ? order : Integer.compare(one.bits, other.bits);
                    return order != 0 ? order : one.verdict.compareTo(other.verdict);
                });
        return spans;
    }

    private static void add(AddressRange range, Verdict verdict, boolean isIpv4, List<Span> spans) {
        byte[] first = range.first().getAddress();
        if ((first.length == IPV4) != isIpv4) {
            return;
        }
        if (isIpv4) {
            long low = number(first, 0, IPV4);
            long last = low | ones(32 - range.bits());
            spans.add(new Span(0, low, 0, last, range.bits(), verdict));
        } else {
            long high = number(first, 0, Long.BYTES);
            long low = number(first, Long.BYTES, Long.BYTES);
            int free = 128 - range.bits();
            spans.add(
                    new Span(
                            high,
                            low,
                            high | ones(free - Long.SIZE),
                            low | ones(free),
                            range.bits(),
                            verdict));
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
