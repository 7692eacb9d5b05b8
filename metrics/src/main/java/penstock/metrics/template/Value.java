package penstock.metrics.template;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;

/// What a template calculates with. Each has a type, whose name only messages tell.
sealed interface Value {
    /// In Go.
    String type();

    /// Whether a condition takes it as true: everything but nothing, zero, and what is empty.
    boolean isTrue();

    /// Nothing.
    record None() implements Value {
        @Override
        public String type() {
            return "interface {}";
        }

        @Override
        public boolean isTrue() {
            return false;
        }
    }

    record Text(String text) implements Value {
        @Override
        public String type() {
            return "string";
        }

        @Override
        public boolean isTrue() {
            return !text.isEmpty();
        }
    }

    record Whole(long value) implements Value {
        @Override
        public String type() {
            return "int";
        }

        @Override
        public boolean isTrue() {
            return value != 0;
        }
    }

    record Real(double value) implements Value {
        @Override
        public String type() {
            return "float64";
        }

        @Override
        public boolean isTrue() {
            return value != 0;
        }
    }

    record Truth(boolean value) implements Value {
        @Override
        public String type() {
            return "bool";
        }

        @Override
        public boolean isTrue() {
            return value;
        }
    }

    record Histogram(FloatHistogram histogram) implements Value {
        @Override
        public String type() {
            return "*histogram.FloatHistogram";
        }

        @Override
        public boolean isTrue() {
            return true;
        }
    }

    record Moment(Instant instant) implements Value {
        @Override
        public String type() {
            return "*time.Time";
        }

        @Override
        public boolean isTrue() {
            return true;
        }
    }

    /// @param nanos length in nanoseconds
    record Span(long nanos) implements Value {
        @Override
        public String type() {
            return "*time.Duration";
        }

        @Override
        public boolean isTrue() {
            return true;
        }
    }

    /// A map from text to text; a key that is not there has the value `""`.
    record Texts(SortedMap<String, String> entries) implements Value {
        static Texts of(Labels labels) {
            var entries = new TreeMap<String, String>(Labels::compareUtf8);
            for (int i = 0; i < labels.size(); i++) {
                entries.put(labels.name(i), labels.value(i));
            }
            return new Texts(entries);
        }

        @Override
        public String type() {
            return "map[string]string";
        }

        @Override
        public boolean isTrue() {
            return !entries.isEmpty();
        }
    }

    /// A map from text to anything, or a record of fields.
    ///
    /// @param isStruct whether a field that is not there is a mistake
    /// @param entries in the order in which they are shown
    record Fields(String type, boolean isStruct, Map<String, Value> entries) implements Value {
        public Fields {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public boolean isTrue() {
            return isStruct || !entries.isEmpty();
        }
    }

    /// A sample of the result of a query.
    record Sample(Texts labels, Value value) implements Value {
        @Override
        public String type() {
            return "*template.sample";
        }

        @Override
        public boolean isTrue() {
            return true;
        }
    }

    record Items(String type, List<Value> items) implements Value {
        /// The type of the result of a query.
        static final String RESULT = "template.queryResult";

        public Items {
            items = List.copyOf(items);
        }

        @Override
        public boolean isTrue() {
            return !items.isEmpty();
        }
    }
}
