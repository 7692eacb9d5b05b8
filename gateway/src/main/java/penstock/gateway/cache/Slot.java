package penstock.gateway.cache;

import org.jspecify.annotations.Nullable;

/// A place in a cache, taken by an answer, or by the knowledge that the answers to these requests are not kept.
final class Slot {

    private static final int OVERHEAD = 256;

    final String key;
    final Place place;

    /// Null for what is not kept.
    final @Nullable Stored answer;

    /// Until when it is known that the answers are not kept, by the clock of time limits.
    final long until;

    final int weight;

    /// How often it was read of late, up to 3. A lost count between loops does no harm.
    byte uses;

    // Where it stands in its queue.
    @Nullable Queue queue;
    @Nullable Slot before;
    @Nullable Slot behind;

    private Slot(String key, Place place, @Nullable Stored answer, long until) {
        this.key = key;
        this.place = place;
        this.answer = answer;
        this.until = until;
        this.weight = OVERHEAD + key.length() + (answer == null ? 0 : answer.weight());
    }

    static Slot of(String key, Place place, Stored answer) {
        return new Slot(key, place, answer, 0);
    }

    static Slot ofNone(String key, Place place, long until) {
        return new Slot(key, place, null, until);
    }

    /// Whether the other makes this one superfluous.
    boolean isReplacedBy(Slot other) {
        Stored mine = answer;
        Stored theirs = other.answer;
        return place.equals(other.place)
                && (mine == null
                        || (theirs != null
                                && mine.kept().selection().isSameAs(theirs.kept().selection())));
    }

    void used() {
        if (uses < 3) {
            uses++;
        }
    }
}
