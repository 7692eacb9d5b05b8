package penstock.metrics.rules;

import java.util.List;
import java.util.OptionalLong;

/// Rules that are evaluated one after the other at the same time, so that later ones see the results of earlier ones.
///
/// @param file where it comes from; with the name it is unique
/// @param interval in milliseconds
/// @param limit of results of each rule; 0 is none
/// @param queryOffset how far back queries look, in milliseconds; absent: the default of the server
public record RuleGroup(
        String file,
        String name,
        long interval,
        int limit,
        OptionalLong queryOffset,
        List<Rule> rules) {
    public RuleGroup {
        if (interval <= 0) {
            throw new IllegalArgumentException(
                    "group " + name + ": interval " + interval + " ms (expected: more than 0)");
        }
        rules = List.copyOf(rules);
    }

    /// The last time at or before another at which the group is evaluated. Groups are spread over their interval by their names,
    /// always the same way.
    ///
    /// @param time milliseconds since 1970
    public long slotBefore(long time) {
        long hash = 0xcbf29ce484222325L;
        String key = file + ";" + name;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        long offset = Long.remainderUnsigned(hash ^ (hash >>> 32), interval);
        return Math.floorDiv(time - offset, interval) * interval + offset;
    }
}
