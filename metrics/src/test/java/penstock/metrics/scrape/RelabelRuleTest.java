package penstock.metrics.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Labels;
import penstock.metrics.scrape.RelabelRule.Spec;

final class RelabelRuleTest {
    private static final Labels LABELS = Labels.of("a", "foo", "b", "bar", "c", "baz");
    private static final Spec REPLACE = Spec.DEFAULT;

    private static Labels applied(Spec spec) {
        return RelabelRule.of(spec).apply(LABELS).orElseThrow();
    }

    private static boolean isKept(Spec spec) {
        return RelabelRule.of(spec).apply(LABELS).isPresent();
    }

    @Test
    void replacesWhereTheWholeSourceMatches() {
        assertThat(applied(REPLACE.from("a").matching("f(.*)").to("d").replacedBy("ch${1}-ch${1}")))
                .isEqualTo(LABELS.with("d", "choo-choo"));
        assertThat(
                        applied(
                                REPLACE.from("a", "b")
                                        .matching("(f).*;(b.)r")
                                        .to("a")
                                        .replacedBy("$1$2")))
                .isEqualTo(LABELS.with("a", "fba"));
        assertThat(applied(REPLACE.from("a", "missing").separatedBy("-").to("d")))
                .isEqualTo(LABELS.with("d", "foo-"));
        assertThat(applied(REPLACE.from("a").matching("oo").to("d"))).isEqualTo(LABELS);
        assertThat(applied(REPLACE.to("d").replacedBy("fixed")))
                .isEqualTo(LABELS.with("d", "fixed"));
    }

    @Test
    void anEmptyReplacementRemovesTheTarget() {
        assertThat(applied(REPLACE.from("a").matching(".*").to("b").replacedBy("")))
                .isEqualTo(LABELS.without("b"));
        assertThat(applied(REPLACE.from("a").matching("(x)?.*").to("b")))
                .isEqualTo(LABELS.without("b"));
    }

    @Test
    void theTargetMayBeMadeOfGroupsToo() {
        assertThat(
                        applied(
                                REPLACE.from("a", "b")
                                        .matching("(f).*;(b.*)")
                                        .to("t_${1}_$2")
                                        .replacedBy("x")))
                .isEqualTo(LABELS.with("t_f_bar", "x"));
        assertThat(applied(REPLACE.from("a").matching("(x)?foo").to("${1}").replacedBy("x")))
                .isEqualTo(LABELS);
    }

    @Test
    void groupsAreExpandedAsGoDoes() {
        assertThat(
                        applied(
                                REPLACE.from("a")
                                        .matching("(?P<name>f)(.*)")
                                        .to("d")
                                        .replacedBy("$$ ${name}-$2 $9 $2x ${2}x $ ${")))
                .isEqualTo(LABELS.with("d", "$ f-oo   oox $ ${"));
    }

    @Test
    void lineFeedsMatchAPoint() {
        var labels = Labels.of("a", "foo\nbar");

        assertThat(
                        RelabelRule.of(REPLACE.from("a").matching("f.*r").to("b").replacedBy("x"))
                                .apply(labels))
                .contains(labels.with("b", "x"));
    }

    @Test
    void keepsAndDrops() {
        assertThat(isKept(REPLACE.with(RelabelAction.KEEP).from("a").matching("fo+"))).isTrue();
        assertThat(isKept(REPLACE.with(RelabelAction.KEEP).from("a").matching("o+"))).isFalse();
        assertThat(isKept(REPLACE.with(RelabelAction.DROP).from("a").matching("fo+"))).isFalse();
        assertThat(isKept(REPLACE.with(RelabelAction.DROP).from("missing").matching(".+")))
                .isTrue();
        assertThat(isKept(REPLACE.with(RelabelAction.KEEPEQUAL).from("a").to("a"))).isTrue();
        assertThat(isKept(REPLACE.with(RelabelAction.KEEPEQUAL).from("a").to("b"))).isFalse();
        assertThat(isKept(REPLACE.with(RelabelAction.DROPEQUAL).from("a").to("a"))).isFalse();
        assertThat(isKept(REPLACE.with(RelabelAction.DROPEQUAL).from("a").to("b"))).isTrue();
    }

    @Test
    void hashesAsPrometheusDoes() {
        assertThat(applied(REPLACE.with(RelabelAction.HASHMOD).from("c").to("d").modulo(1000)))
                .isEqualTo(LABELS.with("d", "976"));
        assertThat(
                        RelabelRule.of(
                                        REPLACE.with(RelabelAction.HASHMOD)
                                                .from("a")
                                                .to("d")
                                                .modulo(1000))
                                .apply(Labels.of("a", "foo\nbar")))
                .contains(Labels.of("a", "foo\nbar", "d", "734"));
    }

    @Test
    void worksOnTheNamesOfLabels() {
        var labels = Labels.of("__meta_my_a", "x", "__meta_my_b", "y", "a", "z");

        assertThat(
                        RelabelRule.of(
                                        REPLACE.with(RelabelAction.LABELMAP)
                                                .matching("__meta_(my_.*)"))
                                .apply(labels))
                .contains(labels.toBuilder().set("my_a", "x").set("my_b", "y").build());
        assertThat(
                        RelabelRule.of(REPLACE.with(RelabelAction.LABELDROP).matching("__meta_.*"))
                                .apply(labels))
                .contains(Labels.of("a", "z"));
        assertThat(
                        RelabelRule.of(
                                        REPLACE.with(RelabelAction.LABELKEEP)
                                                .matching("a|__meta_my_a"))
                                .apply(labels))
                .contains(Labels.of("a", "z", "__meta_my_a", "x"));
    }

    @Test
    void changesCase() {
        assertThat(applied(REPLACE.with(RelabelAction.UPPERCASE).from("a").to("d")))
                .isEqualTo(LABELS.with("d", "FOO"));
        assertThat(
                        RelabelRule.of(REPLACE.with(RelabelAction.LOWERCASE).from("a").to("a"))
                                .apply(Labels.of("a", "FoO")))
                .contains(Labels.of("a", "foo"));
    }

    @Test
    void rulesAreAppliedOneAfterAnother() {
        var rules =
                List.of(
                        RelabelRule.of(REPLACE.from("a").to("d")),
                        RelabelRule.of(REPLACE.with(RelabelAction.KEEP).from("d").matching("foo")),
                        RelabelRule.of(REPLACE.with(RelabelAction.LABELDROP).matching("[abc]")));

        assertThat(RelabelRule.apply(rules, LABELS)).contains(Labels.of("d", "foo"));
        assertThat(RelabelRule.apply(rules, Labels.of("a", "other"))).isEmpty();
    }

    @Test
    void partsThatDoNotFitTogetherAreRefused() {
        refuses(
                REPLACE.with(RelabelAction.HASHMOD).to("a"),
                "modulus: 0 (expected: more than 0 for hashmod)");
        refuses(REPLACE.from("a"), "target_label: missing (expected: a label for replace)");
        refuses(
                REPLACE.with(RelabelAction.LOWERCASE).to("$1"),
                "target_label: \"$1\" (expected: $ only for replace)");
        refuses(
                REPLACE.with(RelabelAction.LABELKEEP).from("a"),
                "labelkeep (expected: only regex with it)");
        refuses(
                REPLACE.with(RelabelAction.KEEPEQUAL).to("a").matching("b"),
                "keepequal (expected: only source_labels and target_label with it)");
    }

    private static void refuses(Spec spec, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelabelRule.of(spec))
                .withMessage(message);
    }
}
