package penstock.gateway.proxy;

/// Clients in the order of their coming, found by their hash, with a note on each. Takes memory as it needs it, up to a limit; for one
/// more the oldest then has to go. Not for several threads at once.
final class RecentClients {

    private static final int FIRST = 64;
    private static final long HASH_SPREAD = 0x9e3779b97f4a7c15L;

    private final int most;
    private final ClientMemory memory;

    /// A client's place is its number in the order of coming, modulo their length.
    private long[] keys;

    private long[] since;
    private int[] notes;

    /// Places plus one by hash, with linear probing, at most half full.
    private int[] index;

    private long first;
    private long next;

    /// @param most clients, a power of two
    RecentClients(int most, ClientMemory memory) {
        this.most = most;
        this.memory = memory;
        int length = Math.min(FIRST, most);
        keys = new long[length];
        since = new long[length];
        notes = new int[length];
        index = new int[2 * length];
    }

    int size() {
        return (int) (next - first);
    }

    /// The place of a client, -1 for one that is not here. Places change with the next client that is added.
    int find(long key) {
        int at = home(key);
        while (index[at] != 0) {
            if (keys[index[at] - 1] == key) {
                return index[at] - 1;
            }
            at = (at + 1) & (index.length - 1);
        }
        return -1;
    }

    /// Whether there is no room for one more, nor more to be had.
    boolean isFull() {
        return size() == keys.length && !grow();
    }

    /// Adds a client that is not here; there must be room.
    int add(long key, long now) {
        int place = place(next++);
        keys[place] = key;
        since[place] = now;
        notes[place] = 0;
        enter(place);
        return place;
    }

    /// The place of the one who came first; there must be one.
    int oldest() {
        return place(first);
    }

    /// The place of the one who came so many after the first.
    int after(int number) {
        return place(first + number);
    }

    long since(int place) {
        return since[place];
    }

    int note(int place) {
        return notes[place];
    }

    void note(int place, int note) {
        notes[place] = note;
    }

    void removeOldest() {
        remove(keys[place(first++)]);
    }

    /// Gives back what it took of the memory that all share; nothing is to be added after.
    void release() {
        memory.give(keys.length - FIRST);
    }

    private int place(long number) {
        return (int) (number & (keys.length - 1));
    }

    private int home(long key) {
        return (int) ((key * HASH_SPREAD) >>> 32) & (index.length - 1);
    }

    private void enter(int place) {
        int at = home(keys[place]);
        while (index[at] != 0) {
            at = (at + 1) & (index.length - 1);
        }
        index[at] = place + 1;
    }

    /// Moves those back that were put behind the hole because of it.
    private void remove(long key) {
        int hole = home(key);
        while (keys[index[hole] - 1] != key) {
            hole = hole + 1 & index.length - 1;
        }
        int at = hole;
        while (true) {
            at = (at + 1) & (index.length - 1);
            if (index[at] == 0) {
                break;
            }
            int home = home(keys[index[at] - 1]);
            boolean mayMove =
                    ((at - home) & (index.length - 1)) >= ((at - hole) & (index.length - 1));
            if (mayMove) {
                index[hole] = index[at];
                hole = at;
            }
        }
        index[hole] = 0;
    }

    private boolean grow() {
        int length = 2 * keys.length;
        if (length > most || !memory.take(keys.length)) {
            return false;
        }
        long[] oldKeys = keys;
        long[] oldSince = since;
        int[] oldNotes = notes;
        keys = new long[length];
        since = new long[length];
        notes = new int[length];
        index = new int[2 * length];
        for (long number = first; number < next; number++) {
            int from = (int) (number & (oldKeys.length - 1));
            int to = place(number);
            keys[to] = oldKeys[from];
            since[to] = oldSince[from];
            notes[to] = oldNotes[from];
            enter(to);
        }
        return true;
    }
}
