package penstock.metrics.labels;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$1-$2 | ab-cd",
                "${1}x | abx",
                "$1x | ''",
                "$name! | cd!",
                "${name | ${name",
                "$$1 | $1",
                "$9 | ''",
                "a$ | a$",
                "$0 | ab:cd"
            })
    void putsInGroupsAsGoDoes(String template, String expected) {
        var matcher = Pattern.compile("(a.):(?P<name>c.)").matcher("ab:cd");
        assertThat(matcher.find()).isTrue();

        assertThat(Template.expand(template, matcher)).isEqualTo(expected);
    }
}
