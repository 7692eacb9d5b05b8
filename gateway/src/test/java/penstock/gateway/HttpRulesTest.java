package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/http.md` says which rules the gateway keeps; each section that it names is tried by a row of the tables.
class HttpRulesTest {

    private static final Pattern SECTION = Pattern.compile("(?:(91\\d\\d) )?(\\d+(?:\\.\\d+)*)");

    @Test
    void everySectionOnThePageHasARow() throws IOException {
        Set<String> tried = new TreeSet<>();
        Stream.concat(
                        ConversationsTest.all().map(Conversation::rfc),
                        Stream.concat(HostileRequestsTest.cases(), HostileAnswersTest.cases())
                                .map(one -> one.one("rfc")))
                .forEach(rfc -> tried.addAll(sections(rfc)));
        CompressionCase.rfcs().forEach(rfc -> tried.addAll(sections(rfc)));
        CacheCase.all().forEach(one -> tried.addAll(sections(one.rfc())));

        assertThat(tried).containsAll(followed());
    }

    private static Set<String> followed() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<String> lines = Files.lines(Path.of("../docs/http.md"))) {
            lines.filter(line -> line.startsWith("| 91"))
                    .forEach(line -> named.addAll(sections(line.split("\\|", -1)[1])));
        }
        assertThat(named).hasSizeGreaterThan(40);
        return named;
    }

    /// Of a list such as `9110 2.5, 4.2; 9112 3`.
    private static Set<String> sections(String text) {
        Set<String> found = new TreeSet<>();
        String rfc = "";
        Matcher each = SECTION.matcher(text);
        while (each.find()) {
            rfc = each.group(1) == null ? rfc : each.group(1);
            found.add(rfc + " " + each.group(2));
        }
        return found;
    }
}
