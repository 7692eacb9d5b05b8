package penstock.metrics.rules;

import java.util.List;

/// Why a unit test of rules failed.
public sealed interface TestFailure {
    /// Milliseconds after the start of the test.
    long time();

    /// In lines for people.
    String text();

    /// Something could not be evaluated.
    record Broken(String what, long time, String message) implements TestFailure {
        @Override
        public String text() {
            return what + ", time: " + RuleTestRunner.shown(time) + ", err: " + message;
        }
    }

    /// Something else was there than expected.
    ///
    /// @param expected one text each, sorted, as are those that were there
    record Different(String what, long time, List<String> expected, List<String> got)
            implements TestFailure {
        public Different {
            expected = List.copyOf(expected);
            got = List.copyOf(got);
        }

        /// Lines that begin with `-` are missing, those with `+` are too many.
        @Override
        public String text() {
            var text = new StringBuilder(what + ", time: " + RuleTestRunner.shown(time) + ",");
            for (String line : expected) {
                text.append(got.contains(line) ? "\n      " : "\n    - ").append(line);
            }
            for (String line : got) {
                if (!expected.contains(line)) {
                    text.append("\n    + ").append(line);
                }
            }
            if (expected.isEmpty() && got.isEmpty()) {
                text.append("\n      (nothing)");
            }
            return text.toString();
        }
    }
}
