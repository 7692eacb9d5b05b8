package penstock.cli;

import java.util.ArrayList;
import java.util.List;

/// The difference of two texts by lines, from their longest common subsequence.
final class LineDiff {
    /// Unchanged lines shown before and after a change.
    private static final int AROUND = 2;

    private LineDiff() {}

    /// Lines with `+ `, `- ` or two spaces in front; `…` where unchanged lines are left out; nothing when equal.
    static List<String> of(List<String> before, List<String> after) {
        if (before.equals(after)) {
            return List.of();
        }
        return shorten(all(before, after, lengths(before, after)));
    }

    /// `lengths[i][j]`: the common subsequence of what follows line `i` and line `j`.
    private static int[][] lengths(List<String> before, List<String> after) {
        var lengths = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                lengths[i][j] =
                        before.get(i).equals(after.get(j))
                                ? lengths[i + 1][j + 1] + 1
                                : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
            }
        }
        return lengths;
    }

    private static List<String> all(List<String> before, List<String> after, int[][] lengths) {
        var lines = new ArrayList<String>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add("  " + before.get(i));
                i++;
                j++;
            } else if (i < before.size()
                    && (j == after.size() || lengths[i + 1][j] >= lengths[i][j + 1])) {
                lines.add("- " + before.get(i));
                i++;
            } else {
                lines.add("+ " + after.get(j));
                j++;
            }
        }
        return lines;
    }

    private static List<String> shorten(List<String> lines) {
        var shown = new ArrayList<String>();
        boolean isLeftOut = false;
        for (int i = 0; i < lines.size(); i++) {
            if (isNearChange(lines, i)) {
                shown.add(lines.get(i));
                isLeftOut = false;
            } else if (!isLeftOut) {
                shown.add("  …");
                isLeftOut = true;
            }
        }
        return shown;
    }

    private static boolean isNearChange(List<String> lines, int index) {
        int to = Math.min(lines.size() - 1, index + AROUND);
        for (int i = Math.max(0, index - AROUND); i <= to; i++) {
            if (!lines.get(i).startsWith(" ")) {
                return true;
            }
        }
        return false;
    }
}
