package penstock.metrics.store.index;

import java.util.List;
import java.util.function.Predicate;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/// Sets of series by label. Series are numbers whose meaning the owner knows.
public interface LabelIndex {
    /// All series. Not to be changed.
    ImmutableRoaringBitmap all();

    /// The series that have a label with this value; empty when there are none. Not to be changed.
    ImmutableRoaringBitmap with(String name, String value);

    /// Adds the series whose label has a value that is wanted; only values that begin with the prefix are asked about.
    void addWith(String name, String prefix, Predicate<String> wanted, MutableRoaringBitmap into);

    /// In no order.
    List<String> names();

    /// In no order.
    List<String> values(String name);
}
