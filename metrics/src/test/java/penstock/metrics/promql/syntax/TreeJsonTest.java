package penstock.metrics.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.metrics.Fuzz;
import penstock.metrics.JsonReader;

final class TreeJsonTest {

    private static String json(String query) {
        return TreeJson.json(Parser.parse(query, ParserOptions.ALL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "-1.5 | {'type':'numberLiteral','val':'-1.5'}",
                "'a\"\\xff' | {'type':'stringLiteral','val':'a\\'\uFFFD'}",
                "-(a) | {'type':'unaryExpr','op':'-','expr':{'type':'parenExpr','expr':{'type':'vectorSelector',"
                        + "'name':'a','offset':0,'matchers':[{'name':'__name__','value':'a','type':'='}],"
                        + "'timestamp':null,'startOrEnd':null,'anchored':false,'smoothed':false}}}",
                "{x=~`y`}[5m] offset -1m @ 1.5 | {'type':'matrixSelector','name':'','range':300000,'offset':-60000,"
                        + "'matchers':[{'name':'x','value':'y','type':'=~'}],'timestamp':1500,'startOrEnd':null,"
                        + "'anchored':false,'smoothed':false}",
                "time()[1m+1m:step()] @ end() | refused",
                "vector(1)[1m+1m:step()] @ end() | {'type':'subquery','expr':{'type':'call','func':{'name':'vector',"
                        + "'argTypes':['scalar'],'variadic':0,'returnType':'vector'},'args':[{'type':'numberLiteral',"
                        + "'val':'1'}]},'range':120000,'offset':0,'step':0,'timestamp':null,'startOrEnd':'end'}",
                "topk by(a,b)(1,vector(2)) | {'type':'aggregation','op':'topk','expr':{'type':'call','func':{'name':"
                        + "'vector','argTypes':['scalar'],'variadic':0,'returnType':'vector'},'args':[{'type':"
                        + "'numberLiteral','val':'2'}]},'param':{'type':'numberLiteral','val':'1'},'grouping':['a','b'],"
                        + "'without':false}",
                "1 == bool 2 | {'type':'binaryExpr','op':'==','lhs':{'type':'numberLiteral','val':'1'},'rhs':{'type':"
                        + "'numberLiteral','val':'2'},'matching':null,'bool':true}",
            })
    void writesTreesAsPrometheusDoes(String query, String expected) {
        String written;
        try {
            written = json(query);
        } catch (SyntaxProblem e) {
            written = "refused";
        }

        assertThat(written.replace('"', '\'')).isEqualTo(expected);
    }

    @Test
    void vectorsSayHowTheyAreMatched() {
        assertThat(json("a * on(x) group_left(y) fill_right(2) b"))
                .contains(
                        "\"matching\":{\"card\":\"many-to-one\",\"labels\":[\"x\"],\"on\":true,\"include\":[\"y\"],"
                                + "\"fillValues\":{\"lhs\":null,\"rhs\":2}}");
    }

    @Test
    void anyTreeIsWrittenAsRightJson() {
        Fuzz.run(
                random -> {
                    String json = TreeJson.json(new RandomExpr(random).any());

                    assertThat(JsonReader.read(json)).isNotNull();
                });
    }
}
