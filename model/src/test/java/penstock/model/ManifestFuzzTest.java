package penstock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Manifests that were made to do harm, and manifests damaged at random.
final class ManifestFuzzTest {

    private static final long ALLOWED_BYTES = 64 << 20;
    private static final long ALLOWED_FACTOR = 500;

    private static final Kind<CodecTest.Spec, Metadata> KIND =
            new Kind<>(
                    "Thing",
                    "things",
                    Scope.INSTALLATION,
                    CodecTest.Spec.class,
                    Metadata.class,
                    Metadata.of(Optional.empty(), new Name("none")),
                    false);

    private static final String YAML =
            """
            apiVersion: penstock/v1
            kind: Thing
            metadata: { name: shop, labels: { a: "b" } }
            spec:
              version: 1.10
              probe: { every: 5s, failures: 3 }
              steps: [{shift: 5%}, {hold: 2m}, {hold: {until: proven}}, pause]
              env:
                A: b
                "N": 7
                T: |
                  two
                  lines
              memory: 64Mi
              color: blue
            """;

    private static final String JSON =
            "{\"apiVersion\":\"penstock/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"shop\",\"revision\":3},\"spec\":{"
                    + "\"version\":\"1.10\",\"steps\":[{\"shift\":\"5%\"},{\"pause\":{}}],\"env\":{\"A\":\"\\u00e9\"},\"memory\":1500}}";

    private static final List<String> TOKENS =
            List.of(
                    "&a ",
                    "*a",
                    "<<: *a",
                    "!!binary ",
                    "!!java.net.URL ",
                    "!x ",
                    "{",
                    "}",
                    "[",
                    "]",
                    "? ",
                    ": ",
                    "- ",
                    "\n",
                    "\n  ",
                    "\t",
                    "\0",
                    "\"",
                    "'",
                    "|",
                    ">",
                    "%YAML 1.1\n---\n",
                    "---\n",
                    "...\n",
                    "\ufeff",
                    "\ud800",
                    "\u0085",
                    "1e999999999",
                    "0x1F",
                    "1_000",
                    ".inf",
                    ".nan",
                    "~",
                    "null",
                    "-0",
                    "99999999999999999999",
                    "1e-999999999%",
                    "\\u0000",
                    "#",
                    ",");

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "~",
                    "null",
                    "true",
                    "yes",
                    "on",
                    "1.10",
                    "1e3",
                    "0x1F",
                    "1_000",
                    ".nan",
                    "-",
                    "- a",
                    "a: b",
                    "#a",
                    "a #b",
                    "'",
                    "\"",
                    "{}",
                    "[a]",
                    "&a",
                    "*a",
                    "!a",
                    "|",
                    ">",
                    "%",
                    "@",
                    "`",
                    "? a",
                    "<<",
                    "=",
                    "2001-01-01",
                    "12:30:45",
                    "two\nlines\n",
                    "\n",
                    "tab\t",
                    "\u0085",
                    "\u2028",
                    "\ufeff",
                    "\u0007",
                    "caf\u00e9",
                    "\ud83d\ude00",
                    " lead",
                    "trail ");

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static List<String> hostile() {
        return List.of(
                laughs(),
                "spec: " + "[".repeat(100_000),
                "spec: " + "{a: ".repeat(50_000),
                "- ".repeat(50_000),
                "? ".repeat(20_000),
                "a: &a [x]\nb: *a",
                "a: &a {b: 1}\n<<: *a",
                "a: *nobody",
                "a: &a [*a]",
                "a: 1\na: 2",
                "{a: 1, 'a': 2}",
                "[a]: b",
                "? {a: b}\n: c",
                "a: !!javax.script.ScriptEngineManager [x]",
                "a: !!binary 4pyT",
                "spec: {memory: " + "9".repeat(200_000) + "}",
                "spec: {memory: \"" + "9".repeat(200_000) + "\"}",
                "spec: {probe: {every: " + "9".repeat(200_000) + "d}}",
                "spec: {probe: {every: 99999999999d99999999999d}}",
                "spec: {probe: {failures: 1e999999999}}",
                "spec: {steps: [{shift: 1e999999999%}, {shift: 1e-2147483647%}]}",
                "\0",
                "a: \0",
                "\ud800",
                "a: \"\\ud800\"",
                "{\"\\udc00\": 1}",
                "a\tb: \t c",
                "%YAML 9.9\n---\na: b",
                "a: \"\\x00\"",
                "--- a\n--- b\n--- [",
                "a: 'x",
                "a: |9\n x",
                "x".repeat(200_000) + ": y");
    }

    private static String laughs() {
        var text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            text.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(
                                    i,
                                    i,
                                    String.join(
                                            ", ",
                                            java.util.Collections.nCopies(9, "*a" + (i - 1)))));
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aHarmfulManifestIsRefusedWithItsPlace(String text) {
        Throwable refused =
                readBounded(
                        () -> Text.readYaml(text, "m.yaml").forEach(ManifestFuzzTest::decode),
                        text.length());

        assertSaysWhere(refused);
    }

    @Test
    void anAliasIsRefusedAndNotTakenForAText() {
        Throwable refused = catchThrowable(() -> Text.readYaml("a: &x [1]\nb: *x", "m.yaml"));

        assertThat(refused).hasMessageContaining("m.yaml line 2").hasMessageContaining("alias");
    }

    @Test
    void aDamagedManifestIsRefusedWithItsPlaceOrComesBackTheSame() {
        Fuzz.run(
                random -> {
                    boolean isJson = random.nextBoolean();
                    String text = damaged(isJson ? JSON : YAML, random);

                    Throwable refused =
                            readBounded(
                                    () -> {
                                        List<Node> read =
                                                isJson
                                                        ? List.of(Text.readJson(text))
                                                        : Text.readYaml(text, "m.yaml");
                                        read.forEach(node -> assertComesBack(decode(node)));
                                    },
                                    text.length());

                    if (refused != null) {
                        assertSaysWhere(refused);
                    }
                });
    }

    @Test
    void whateverTextsAResourceHoldsItComesBackTheSame() {
        Fuzz.run(
                random -> {
                    Map<String, String> env = new LinkedHashMap<>();
                    for (int i = random.nextInt(5); i > 0; i--) {
                        env.put(text(random), text(random));
                    }
                    var spec =
                            new CodecTest.Spec(
                                    text(random),
                                    new CodecTest.Inner(
                                            java.time.Duration.ofMillis(random.nextInt(1 << 30)),
                                            1 + random.nextInt(9)),
                                    new ArrayList<>(
                                            List.of(
                                                    new CodecTest.Step.Shift(
                                                            new Weight(random.nextInt(10_001))))),
                                    env,
                                    Optional.of(new Size(random.nextLong(Long.MAX_VALUE))),
                                    CodecTest.Color.BLUE);

                    assertComesBack(
                            new Resource<>(
                                    KIND,
                                    Metadata.of(Optional.empty(), new Name("shop")),
                                    spec,
                                    KIND.initial()));
                });
    }

    private static String text(RandomGenerator random) {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        return random.nextInt(3) > 0 ? text : text + TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static Resource<CodecTest.Spec, Metadata> decode(Node node) {
        return ResourceCodec.fromManifest(KIND, node);
    }

    private static void assertComesBack(Resource<CodecTest.Spec, Metadata> resource) {
        var encoded = ResourceCodec.encode(resource);
        assertThat(decode(encoded)).isEqualTo(resource);
        assertThat(decode(Text.readJson(Text.writeJson(encoded)))).isEqualTo(resource);
        assertThat(decode(Text.readYaml(Text.writeYaml(encoded), "written").getFirst()))
                .isEqualTo(resource);
    }

    private static void assertSaysWhere(Throwable refused) {
        assertThat(refused).isInstanceOf(ProblemException.class);
        assertThat(((ProblemException) refused).problem())
                .isInstanceOfSatisfying(
                        Problem.Invalid.class,
                        invalid ->
                                assertThat(invalid.violations())
                                        .isNotEmpty()
                                        .allMatch(violation -> !violation.message().isBlank())
                                        .anyMatch(
                                                violation ->
                                                        !violation.path().isEmpty()
                                                                || !invalid.subject().isEmpty()));
    }

    private Throwable readBounded(Runnable read, int length) {
        long before = memory.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(read::run);
        assertThat(memory.getCurrentThreadAllocatedBytes() - before)
                .describedAs("bytes allocated for " + length)
                .isLessThan(ALLOWED_BYTES + ALLOWED_FACTOR * length);
        if (thrown instanceof AssertionError failed) {
            throw failed;
        }
        return thrown;
    }

    private static String damaged(String whole, RandomGenerator random) {
        var text = new StringBuilder(whole);
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(15));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(to, text.substring(at, to));
                case 2 -> text.insert(at, (char) random.nextInt(0x180));
                default -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
            }
        }
        return text.toString();
    }
}
