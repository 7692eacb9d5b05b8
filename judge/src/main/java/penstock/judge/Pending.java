package penstock.judge;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Samples that are not added up yet, so that a tick costs little. Immutable.
final class Pending {
    static final Pending NONE = new Pending(Sample.NONE, null);

    private final Sample last;
    private final @Nullable Pending before;

    private Pending(Sample last, @Nullable Pending before) {
        this.last = last;
        this.before = before;
    }

    Pending with(Sample sample) {
        return new Pending(sample, this);
    }

    boolean isEmpty() {
        return before == null;
    }

    /// All of them, and another one.
    Sample plus(Sample more) {
        var all = new ArrayList<Sample>();
        all.add(more);
        for (@Nullable Pending each = this; each != null; each = each.before) {
            all.add(each.last);
        }
        return Sample.sum(all);
    }
}
