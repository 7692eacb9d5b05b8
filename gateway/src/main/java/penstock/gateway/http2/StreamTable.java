package penstock.gateway.http2;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The streams of a connection that are open, by their numbers.
public final class StreamTable<S> {

    private static final int FIRST = 16;

    private int[] ids = new int[FIRST];
    private @Nullable Object[] streams = new Object[FIRST];
    private int size;

    public int size() {
        return size;
    }

    private int place(int id) {
        // numbers of one side are all odd or all even
        return (((id >>> 1) * 0x9e3779b1) >>> 16) & (ids.length - 1);
    }

    @SuppressWarnings("unchecked") // only `put` writes
    public @Nullable S get(int id) {
        for (int at = place(id); ids[at] != 0; at = at + 1 & ids.length - 1) {
            if (ids[at] == id) {
                return (S) streams[at];
            }
        }
        return null;
    }

    /// It must not be there yet.
    public void put(int id, S stream) {
        if (size * 2 >= ids.length) {
            grow();
        }
        insert(id, stream);
        size++;
    }

    private void insert(int id, @Nullable Object stream) {
        int at = place(id);
        while (ids[at] != 0) {
            at = at + 1 & ids.length - 1;
        }
        ids[at] = id;
        streams[at] = stream;
    }

    private void grow() {
        int[] oldIds = ids;
        @Nullable Object[] oldStreams = streams;
        ids = new int[oldIds.length * 2];
        streams = new Object[oldIds.length * 2];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != 0) {
                insert(oldIds[i], oldStreams[i]);
            }
        }
    }

    public void remove(int id) {
        int at = place(id);
        while (ids[at] != id) {
            if (ids[at] == 0) {
                return;
            }
            at = at + 1 & ids.length - 1;
        }
        size--;
        ids[at] = 0;
        streams[at] = null;
        // those behind it may have been put there only because the place was taken
        for (int next = at + 1 & ids.length - 1; ids[next] != 0; next = next + 1 & ids.length - 1) {
            int id2 = ids[next];
            Object stream = streams[next];
            ids[next] = 0;
            streams[next] = null;
            insert(id2, stream);
        }
    }

    /// All of them, as a copy that may be walked while streams come and go.
    @SuppressWarnings("unchecked") // only `put` writes
    public List<S> all() {
        var all = new ArrayList<S>(size);
        for (Object stream : streams) {
            if (stream != null) {
                all.add((S) stream);
            }
        }
        return all;
    }
}
