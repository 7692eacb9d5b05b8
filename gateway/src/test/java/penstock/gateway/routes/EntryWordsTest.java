package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What entries refuse.
class EntryWordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length",
                "transfer-encoding",
                "Connection",
                "HOST",
                "Content_Length",
                "X-Forwarded-For",
                "Penstock-Version",
                "not a token",
                "X-A:\r\nX-B"
            })
    void headersThatAreNotAnybodysToChange(String name) {
        assertThatThrownBy(() -> new HeaderEdits(List.of(), List.of(), List.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("header: \"" + name + "\" (expected:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a\r\nb", "a\0b", "é"})
    void valuesThatAreNoneOfAField(String value) {
        assertThatThrownBy(() -> new HeaderEdits.Field("X-A", value))
                .hasMessageContaining("(expected: 1 to 4096 visible ASCII characters");
    }

    @Test
    void aNameInTwoLists() {
        var field = List.of(new HeaderEdits.Field("x-a", "1"));

        assertThatThrownBy(() -> new HeaderEdits(field, List.of(), List.of("X-A")))
                .hasMessage("header: \"X-A\" (expected: only once, in set, add or remove)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(((a{10}){10}){10}){10}",
                "a{501}",
                "(a{100}b{100}){3}",
                "[[:alpha:]\\]]{600}",
                "(",
                "a{1001}",
                "(?=a)",
                "/shop\\"
            })
    void expressionsThatAreNoneOrTooLarge(String text) {
        assertThatThrownBy(() -> new Expression(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("regular expression: \"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                "/item/\\d{1,10}(/.*)?",
                "a{x",
                "[]a{9}]{20}",
                "\\{900}"
            })
    void expressionsOfTheUsualSize(String text) {
        assertThatCode(() -> new Expression(text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "/a//b", "/a/../b", "/a/.", "/a%2fb", "/a?b", "/a#b", "/a b"})
    void pathsThatNoRequestHas(String path) {
        assertThatThrownBy(() -> new PathMatch.Exact(path))
                .hasMessageContaining(
                        "exact: \"" + path + "\" (expected: a path that starts with /");
    }

    @Test
    void aPrefixIsReplacedOnlyWhereThereIsOne() {
        var exact =
                new EntryMatch(new PathMatch.Exact("/a"), Optional.empty(), List.of(), List.of());
        var filters =
                new Filters(
                        HeaderEdits.NONE,
                        HeaderEdits.NONE,
                        Optional.of(
                                new Filters.Rewrite(
                                        Optional.empty(),
                                        Optional.of(new Filters.NewPath.Prefix("/b")))),
                        Optional.empty(),
                        List.of(),
                        Optional.empty());

        assertThatThrownBy(
                        () ->
                                new Entry(
                                        "production/e",
                                        0,
                                        0,
                                        List.of(),
                                        List.of(),
                                        List.of(EntryMatch.below("/x"), exact),
                                        filters,
                                        List.of(),
                                        Entry.Timeouts.NONE))
                .hasMessageContaining("only where all matches are by a path prefix");
    }
}
