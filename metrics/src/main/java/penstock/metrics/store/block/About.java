package penstock.metrics.store.block;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;

/// What a block says of itself.
///
/// @param from the first time it may have samples of, in milliseconds since 1970
/// @param until the first time after it
/// @param number larger than that of any block before
/// @param level 1 for a block written from the head, 2 for one of those, …
/// @param replaces the blocks whose samples it has; where it is whole they are not needed
public record About(
        long from, long until, int number, int level, List<Integer> replaces, long samples) {
    public About {
        replaces = List.copyOf(replaces);
    }

    About withSamples(long count) {
        return new About(from, until, number, level, replaces, count);
    }

    void write(ByteWriter out) {
        out.signed(from).signed(until).unsigned(number).unsigned(level);
        out.unsigned(replaces.size());
        for (int replaced : replaces) {
            out.unsigned(replaced);
        }
        out.unsigned(samples);
    }

    static About read(ByteReader in) {
        long from = in.signed();
        long until = in.signed();
        int number = (int) in.unsigned();
        int level = (int) in.unsigned();
        int count = in.count(1);
        var replaces = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) {
            replaces.add((int) in.unsigned());
        }
        return new About(from, until, number, level, replaces, in.unsigned());
    }
}
