package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.EncodingCount;

/// Counts what was compressed on one route, from all loops, until the reporter takes the sums.
final class EncodingStats {

    private static final Coding[] ALL = Coding.values();
    private static final int ANSWERS = 0;
    private static final int BYTES_IN = 1;
    private static final int BYTES_OUT = 2;
    private static final int UNENCODED = 3;
    private static final int FIGURES = 4;

    private final Map<Coding, AtomicLongArray> counts = new EnumMap<>(Coding.class);

    EncodingStats() {
        for (Coding coding : ALL) {
            counts.put(coding, new AtomicLongArray(FIGURES));
        }
    }

    private void add(Coding coding, int figure, long more) {
        of(coding).addAndGet(figure, more);
    }

    private AtomicLongArray of(Coding coding) {
        return Objects.requireNonNull(counts.get(coding));
    }

    void began(Coding coding) {
        add(coding, ANSWERS, 1);
    }

    void moved(Coding coding, long bytesIn, long bytesOut) {
        add(coding, BYTES_IN, bytesIn);
        add(coding, BYTES_OUT, bytesOut);
    }

    /// There was no memory for it.
    void unencoded(Coding coding) {
        add(coding, UNENCODED, 1);
    }

    /// Takes the counts away, of each coding that has any.
    List<EncodingCount> take(String routeId) {
        List<EncodingCount> taken = new ArrayList<>();
        for (Coding coding : ALL) {
            long[] own = new long[FIGURES];
            long any = 0;
            for (int i = 0; i < FIGURES; i++) {
                own[i] = of(coding).getAndSet(i, 0);
                any |= own[i];
            }
            if (any != 0) {
                taken.add(
                        new EncodingCount(
                                routeId,
                                coding,
                                own[ANSWERS],
                                own[BYTES_IN],
                                own[BYTES_OUT],
                                own[UNENCODED]));
            }
        }
        return taken;
    }
}
