package penstock.metrics.store.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;
import penstock.metrics.labels.Matcher;
import penstock.metrics.labels.RegexShape;

/// The series that match. A matcher that a missing label matches takes away those that do not match it; every other
/// one gives those that do.
public final class Selection {
    private Selection() {}

    public static MutableRoaringBitmap of(LabelIndex index, List<Matcher> matchers) {
        var giving = new ArrayList<Matcher>();
        var taking = new ArrayList<Matcher>();
        for (var matcher : matchers) {
            (matcher.matches("") ? taking : giving).add(matcher);
        }
        giving.sort(Comparator.comparing(Matcher::kind));
        MutableRoaringBitmap found;
        if (giving.isEmpty()) {
            found = index.all().toMutableRoaringBitmap();
        } else {
            found = given(index, giving.getFirst()).toMutableRoaringBitmap();
        }
        for (int i = 1; i < giving.size() && !found.isEmpty(); i++) {
            found.and(given(index, giving.get(i)));
        }
        for (var matcher : taking) {
            if (!found.isEmpty()) {
                take(index, matcher, found);
            }
        }
        return found;
    }

    private static ImmutableRoaringBitmap given(LabelIndex index, Matcher matcher) {
        return switch (matcher.kind()) {
            case EQUAL -> index.with(matcher.name(), matcher.value());
            case REGEX -> withRegex(index, matcher);
            case NOT_EQUAL, NOT_REGEX -> with(index, matcher, "", matcher::matches);
        };
    }

    private static ImmutableRoaringBitmap withRegex(LabelIndex index, Matcher matcher) {
        var shape = RegexShape.of(matcher.value());
        if (shape.isSet()) {
            return anyOf(index, matcher.name(), shape.texts());
        }
        boolean isAny = matcher.value().equals(".+");
        return with(index, matcher, shape.prefix(), isAny ? Selection::any : matcher::matches);
    }

    private static ImmutableRoaringBitmap anyOf(
            LabelIndex index, String name, List<String> values) {
        if (values.size() == 1) {
            return index.with(name, values.getFirst());
        }
        var found = new MutableRoaringBitmap();
        for (var value : values) {
            found.or(index.with(name, value));
        }
        return found;
    }

    private static MutableRoaringBitmap with(
            LabelIndex index, Matcher matcher, String prefix, Predicate<String> wanted) {
        var found = new MutableRoaringBitmap();
        index.addWith(matcher.name(), prefix, wanted, found);
        return found;
    }

    private static void take(LabelIndex index, Matcher matcher, MutableRoaringBitmap found) {
        switch (matcher.kind()) {
            case EQUAL -> found.andNot(with(index, matcher, "", Selection::any));
            case NOT_EQUAL -> found.andNot(index.with(matcher.name(), matcher.value()));
            case REGEX -> {
                if (!matcher.value().equals(".*")) {
                    found.andNot(with(index, matcher, "", value -> !matcher.matches(value)));
                }
            }
            case NOT_REGEX -> found.andNot(unwanted(index, matcher));
        }
    }

    private static boolean any(String value) {
        return !value.isEmpty();
    }

    private static ImmutableRoaringBitmap unwanted(LabelIndex index, Matcher matcher) {
        var shape = RegexShape.of(matcher.value());
        return shape.isSet()
                ? anyOf(index, matcher.name(), shape.texts())
                : with(index, matcher, shape.prefix(), value -> !matcher.matches(value));
    }
}
