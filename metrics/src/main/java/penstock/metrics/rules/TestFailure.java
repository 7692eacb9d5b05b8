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

        @Override
        public String text() {
            return what
                    + ", time: "
                    + RuleTestRunner.shown(time)
                    + ","
                    + list("exp", expected)
                    + ","
                    + list("got", got);
        }

        private static String list(String name, List<String> lines) {
            var text = new StringBuilder("\n    ").append(name).append(":[");
            lines.forEach(line -> text.append("\n        ").append(line));
            return text.append(lines.isEmpty() ? "]" : "\n    ]").toString();
        }
    }
}
