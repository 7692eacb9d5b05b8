package penstock.bench.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.ParserOptions;

final class QueryTableTest {
    @Test
    void aLineStandsForAllCombinationsOfItsChoices() {
        assertThat(QueryTable.expanded("«a|b»{x=~\"1¦2\"}[«1m|»]"))
                .containsExactly(
                        "a{x=~\"1|2\"}[1m]",
                        "a{x=~\"1|2\"}[]",
                        "b{x=~\"1|2\"}[1m]",
                        "b{x=~\"1|2\"}[]");
    }

    @Test
    void thereAreFiveHundredDifferentQueriesAndAllCanBeRead() {
        var different = new HashSet<String>();
        QueryTable.read().values().forEach(different::addAll);

        assertThat(different).hasSizeGreaterThan(500);
        for (var query : different) {
            assertThatCode(() -> Parser.parse(PenstockServer.inOurWords(query), ParserOptions.ALL))
                    .as(query)
                    .doesNotThrowAnyException();
        }
    }
}
