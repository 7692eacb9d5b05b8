package penstock.metrics.template;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Whatever a template is, it is expanded or refused with a message.
final class TemplateFuzzTest {
    private static final List<String> PARTS =
            List.of(
                    "{{",
                    "}}",
                    "{{-",
                    "-}}",
                    " ",
                    "\n",
                    "if",
                    "else",
                    "end",
                    "range",
                    "with",
                    "define",
                    "template",
                    "block",
                    "break",
                    "continue",
                    "$x",
                    ":=",
                    "=",
                    ",",
                    "|",
                    "(",
                    ")",
                    ".",
                    ".a",
                    "\"t\"",
                    "`r`",
                    "'c'",
                    "1",
                    "2.5",
                    "nil",
                    "true",
                    "printf",
                    "\"%v %d\"",
                    "index",
                    "slice",
                    "len",
                    "args",
                    "query",
                    "first",
                    "humanize",
                    "and",
                    "or",
                    "eq",
                    "lt",
                    "/*",
                    "*/",
                    "\u00e4",
                    "\ud83d\ude00",
                    "toTime",
                    ".Format");

    @Test
    void nothingBreaksIt() {
        var context = new TemplateContext(0, "", query -> List.of());
        var functions = Functions.in(context).keySet();
        var random = new SplittableRandom(42);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int j = random.nextInt(25); j >= 0; j--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
                text.append(random.nextInt(3) == 0 ? " " : "");
            }
            try {
                Template template = Template.parse("fuzz", text.toString(), functions);
                new Expander(context, new TemplateLimits(1000, 1000, 10_000, 100_000))
                        .expand(template, new Value.None());
            } catch (TemplateProblem e) {
                // Refused, as it should be.
            } catch (RuntimeException | StackOverflowError e) {
                fail("template " + text + " (seed 42, number " + i + ")", e);
            }
        }
    }
}
