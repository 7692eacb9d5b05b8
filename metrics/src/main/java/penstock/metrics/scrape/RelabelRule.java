package penstock.metrics.scrape;

import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Regex;
import penstock.metrics.labels.Template;

/// One rule of relabelling, as in Prometheus' `relabel_configs` and `metric_relabel_configs`. Its source is the values of the
/// source labels, joined by the separator; the regular expression is RE2's and matches the whole of it.
public final class RelabelRule {
    /// The parts of a rule as they are written, with Prometheus' defaults.
    ///
    /// @param modulus for `hashmod` only; 0 otherwise
    public record Spec(
            RelabelAction action,
            List<String> sourceLabels,
            String separator,
            String regex,
            String targetLabel,
            String replacement,
            long modulus) {
        public static final Spec DEFAULT =
                new Spec(RelabelAction.REPLACE, List.of(), ";", "(.*)", "", "$1", 0);

        public Spec {
            sourceLabels = List.copyOf(sourceLabels);
        }

        public Spec with(RelabelAction other) {
            return new Spec(
                    other, sourceLabels, separator, regex, targetLabel, replacement, modulus);
        }

        public Spec from(String... labels) {
            return new Spec(
                    action, List.of(labels), separator, regex, targetLabel, replacement, modulus);
        }

        public Spec separatedBy(String text) {
            return new Spec(action, sourceLabels, text, regex, targetLabel, replacement, modulus);
        }

        public Spec matching(String expression) {
            return new Spec(
                    action, sourceLabels, separator, expression, targetLabel, replacement, modulus);
        }

        public Spec to(String label) {
            return new Spec(action, sourceLabels, separator, regex, label, replacement, modulus);
        }

        public Spec replacedBy(String text) {
            return new Spec(action, sourceLabels, separator, regex, targetLabel, text, modulus);
        }

        public Spec modulo(long number) {
            return new Spec(
                    action, sourceLabels, separator, regex, targetLabel, replacement, number);
        }
    }

    private final Spec spec;
    private final Pattern pattern;

    private RelabelRule(Spec spec) {
        this.spec = spec;
        pattern = Regex.compile(spec.regex, Pattern.DOTALL);
    }

    /// @throws IllegalArgumentException when the parts do not fit together
    /// @throws com.google.re2j.PatternSyntaxException when the regular expression is none, or too large a one
    public static RelabelRule of(Spec spec) {
        check(spec);
        return new RelabelRule(spec);
    }

    private static void check(Spec spec) {
        var action = spec.action;
        if (action == RelabelAction.HASHMOD && spec.modulus <= 0) {
            throw new IllegalArgumentException(
                    "modulus: " + spec.modulus + " (expected: more than 0 for hashmod)");
        }
        if (action.needsTarget() && spec.targetLabel.isEmpty()) {
            throw new IllegalArgumentException(
                    "target_label: missing (expected: a label for " + action.text() + ")");
        }
        if (action != RelabelAction.REPLACE && spec.targetLabel.indexOf('$') >= 0) {
            throw new IllegalArgumentException(
                    "target_label: \"" + spec.targetLabel + "\" (expected: $ only for replace)");
        }
        if (action == RelabelAction.LABELMAP && spec.replacement.isEmpty()) {
            throw new IllegalArgumentException(
                    "replacement: missing (expected: a name for labelmap)");
        }
        var defaults = Spec.DEFAULT;
        boolean isEqual = action == RelabelAction.KEEPEQUAL || action == RelabelAction.DROPEQUAL;
        boolean isNames = action == RelabelAction.LABELDROP || action == RelabelAction.LABELKEEP;
        boolean hasMore =
                !spec.separator.equals(defaults.separator)
                        || !spec.replacement.equals(defaults.replacement)
                        || spec.modulus != 0;
        if (isEqual && (hasMore || !spec.regex.equals(defaults.regex))) {
            throw new IllegalArgumentException(
                    action.text() + " (expected: only source_labels and target_label with it)");
        }
        if (isNames && (hasMore || !spec.sourceLabels.isEmpty() || !spec.targetLabel.isEmpty())) {
            throw new IllegalArgumentException(action.text() + " (expected: only regex with it)");
        }
    }

    /// The labels that all rules make of some, one after another; nothing when one drops them.
    public static Optional<Labels> apply(List<RelabelRule> rules, Labels labels) {
        var current = labels;
        for (var rule : rules) {
            var next = rule.apply(current);
            if (next.isEmpty()) {
                return next;
            }
            current = next.get();
        }
        return Optional.of(current);
    }

    /// The labels that the rule makes of some; nothing when it drops them.
    public Optional<Labels> apply(Labels labels) {
        return switch (spec.action) {
            case REPLACE -> Optional.of(replace(labels));
            case KEEP -> keptIf(labels, pattern.matches(source(labels)));
            case DROP -> keptIf(labels, !pattern.matches(source(labels)));
            case KEEPEQUAL -> keptIf(labels, labels.get(spec.targetLabel).equals(source(labels)));
            case DROPEQUAL -> keptIf(labels, !labels.get(spec.targetLabel).equals(source(labels)));
            case HASHMOD -> Optional.of(labels.with(spec.targetLabel, hash(source(labels))));
            case LOWERCASE ->
                    Optional.of(
                            labels.with(spec.targetLabel, source(labels).toLowerCase(Locale.ROOT)));
            case UPPERCASE ->
                    Optional.of(
                            labels.with(spec.targetLabel, source(labels).toUpperCase(Locale.ROOT)));
            case LABELMAP -> Optional.of(map(labels));
            case LABELDROP -> Optional.of(labels.filter(name -> !pattern.matches(name)));
            case LABELKEEP -> Optional.of(labels.filter(pattern::matches));
        };
    }

    private static Optional<Labels> keptIf(Labels labels, boolean isKept) {
        return isKept ? Optional.of(labels) : Optional.empty();
    }

    private String source(Labels labels) {
        if (spec.sourceLabels.size() == 1) {
            return labels.get(spec.sourceLabels.getFirst());
        }
        var source = new StringBuilder();
        for (int i = 0; i < spec.sourceLabels.size(); i++) {
            source.append(i == 0 ? "" : spec.separator)
                    .append(labels.get(spec.sourceLabels.get(i)));
        }
        return source.toString();
    }

    private Labels replace(Labels labels) {
        var matcher = pattern.matcher(source(labels));
        if (!matcher.matches()) {
            return labels;
        }
        String target = Template.expand(spec.targetLabel, matcher);
        return target.isEmpty()
                ? labels
                : labels.with(target, Template.expand(spec.replacement, matcher));
    }

    private Labels map(Labels labels) {
        var mapped = labels.toBuilder();
        for (int i = 0; i < labels.size(); i++) {
            var matcher = pattern.matcher(labels.name(i));
            if (matcher.matches()) {
                mapped.set(Template.expand(spec.replacement, matcher), labels.value(i));
            }
        }
        return mapped.build();
    }

    /// The last eight bytes of the MD5 hash as a number, modulo ours.
    private String hash(String source) {
        try {
            var hash =
                    MessageDigest.getInstance("MD5")
                            .digest(source.getBytes(StandardCharsets.UTF_8));
            return Long.toUnsignedString(
                    Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(8), spec.modulus));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
