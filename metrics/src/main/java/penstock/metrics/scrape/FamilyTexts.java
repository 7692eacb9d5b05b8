package penstock.metrics.scrape;

import java.util.HashMap;
import java.util.Map;
import penstock.metrics.exposition.MetricType;

/// What a target says of its metrics besides their samples. A family that is gone is kept for ten scrapes. Written by one thread, read by many.
final class FamilyTexts {
    private static final int KEPT = 10;
    private static final int MOST = 10_000;

    /// Longer texts are cut, in characters.
    private static final int LONGEST = 1_024;

    private static final class Kept {
        private FamilyText text = FamilyText.NONE;
        private int seen;
    }

    private final Map<String, Kept> families = new HashMap<>();
    private int scrape;

    synchronized void type(String family, MetricType type) {
        var kept = kept(family);
        kept.text = new FamilyText(type, kept.text.help(), kept.text.unit());
    }

    synchronized void help(String family, String help) {
        var kept = kept(family);
        kept.text = new FamilyText(kept.text.type(), cut(help), kept.text.unit());
    }

    synchronized void unit(String family, String unit) {
        var kept = kept(family);
        kept.text = new FamilyText(kept.text.type(), kept.text.help(), cut(unit));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    private Kept kept(String family) {
        var known = families.get(family);
        if (known == null) {
            known = new Kept();
            if (families.size() < MOST && family.length() <= LONGEST) {
                families.put(family, known);
            }
        }
        known.seen = scrape;
        return known;
    }

    /// A scrape has ended well.
    synchronized void next() {
        scrape++;
        families.values().removeIf(kept -> scrape - kept.seen > KEPT);
    }

    synchronized Map<String, FamilyText> all() {
        var all = new HashMap<String, FamilyText>();
        families.forEach((family, kept) -> all.put(family, kept.text));
        return all;
    }
}
