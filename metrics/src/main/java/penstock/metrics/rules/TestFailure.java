package penstock.metrics.rules;

import java.util.ArrayList;
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
    /// @param expected one text each, sorted, as are those that were there; of many the first
    record Different(String what, long time, List<String> expected, List<String> got)
            implements TestFailure {
        private static final int MAX_LINES = 100;

        public Different {
            expected = shown(expected);
            got = shown(got);
        }

        private static List<String> shown(List<String> lines) {
            if (lines.size() <= MAX_LINES) {
                return List.copyOf(lines);
            }
            var shown = new ArrayList<>(lines.subList(0, MAX_LINES));
            shown.add("and " + (lines.size() - MAX_LINES) + " more");
            return shown;
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
