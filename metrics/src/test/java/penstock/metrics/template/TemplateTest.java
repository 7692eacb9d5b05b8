package penstock.metrics.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.QueryValue;

/// The language of templates and what each function does.
final class TemplateTest {
    private static final List<QueryValue.Sample> SAMPLES =
            List.of(
                    new QueryValue.Sample(
                            Labels.of("__name__", "metric", "instance", "b"), 0, 21, null),
                    new QueryValue.Sample(
                            Labels.of("__name__", "metric", "instance", "a"), 0, 11.5, null));

    private static final TemplateContext CONTEXT =
            new TemplateContext(
                    60_500,
                    "http://testhost:9090/path/prefix",
                    query -> query.equals("missing") ? List.of() : SAMPLES);

    private static String expanded(String text, Value data, TemplateLimits limits) {
        Template template = Template.parse("test", text, Functions.in(CONTEXT).keySet());
        return new Expander(CONTEXT, limits).expand(template, data);
    }

    private static String expanded(String text) {
        return expanded(text, new Value.None(), TemplateLimits.DEFAULT);
    }

    private static void expands(String text, String output) {
        assertThat(expanded(text)).as(text).isEqualTo(output);
    }

    private static void fails(String text, String message) {
        assertThatThrownBy(() -> expanded(text))
                .as(text)
                .isInstanceOf(TemplateProblem.class)
                .hasMessage(message);
    }

    @Test
    void textOutsideOfActionsIsKept() {
        expands("plain text", "plain text");
        expands("a } {b} c", "a } {b} c");
    }

    @Test
    void trimMarkersTakeAwayTheSpaceAround() {
        expands("a \n {{- 1 -}} \n b", "a1b");
        expands("{{1 -}}  {{- 2}}", "12");
        expands("a {{- /* nothing */ -}} b", "ab");
        expands("a {{/* nothing */}} b", "a  b");
    }

    @Test
    void constantsArePrintedAsGoDoes() {
        expands(
                "{{ 1 }} {{ 1.5 }} {{ 1e6 }} {{ 0x10 }} {{ 017 }} {{ 1_000 }} {{ -3 }}",
                "1 1.5 1e+06 16 15 1000 -3");
        expands("{{ \"a\\tb\" }}{{ `\\n` }}{{ 'x' }}{{ true }}", "a\tb\\n120true");
    }

    @Test
    void variablesLiveUntilTheEndOfTheirBlock() {
        expands(
                "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $y := 3 }}{{ $y }}{{ end }}{{ $x }}",
                "32");
        fails(
                "{{ if true }}{{ $y := 3 }}{{ end }}{{ $y }}",
                "template: test:1: undefined variable \"$y\"");
    }

    @Test
    void conditionsTakeWhatIsEmptyAsFalse() {
        expands("{{ if 0 }}a{{ else if \"\" }}b{{ else }}c{{ end }}", "c");
        expands("{{ if 0.1 }}a{{ end }}", "a");
        expands("{{ with \"x\" }}<{{ . }}>{{ else }}no{{ end }}", "<x>");
        expands("{{ with \"\" }}a{{ else with \"y\" }}{{ . }}{{ end }}", "y");
        expands("{{ with $x := 5 }}{{ $x }}{{ end }}", "5");
    }

    @Test
    void rangesGoOverListsMapsAndNumbers() {
        expands(
                "{{ range $i, $s := query \"m\" }}{{ $i }}={{ $s.Value }} {{ end }}",
                "0=21 1=11.5 ");
        expands("{{ range $k, $v := args 1 \"b\" }}{{ $k }}:{{ $v }} {{ end }}", "arg0:1 arg1:b ");
        expands("{{ range 3 }}{{ . }}{{ end }}", "012");
        expands("{{ range query \"missing\" }}x{{ else }}none{{ end }}", "none");
        expands(
                "{{ range 5 }}{{ if eq . 3 }}{{ break }}{{ end }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ . }}{{ end }}",
                "02");
        fails("{{ break }}", "template: test:1: {{break}} outside {{range}}");
    }

    @Test
    void templatesSeeOnlyWhatTheyAreGiven() {
        expands(
                "{{define \"x\"}}{{.arg0}} {{.arg1}}{{end}}{{template \"x\" (args 1 \"2\")}}",
                "1 2");
        expands("{{block \"b\" 7}}[{{.}}]{{end}}{{template \"b\" 8}}", "[7][8]");
        fails(
                "{{ template \"y\" }}",
                "error executing template test: template: test:1:12: executing \"test\" at <{{template"
                        + " \"y\"}}>: template \"y\" not defined");
    }

    @Test
    void pipelinesGiveTheirValueAsLastArgument() {
        expands(
                "{{ query \"m\" | sortByLabel \"instance\" | first | label \"instance\" | printf \"%s=%v\" \"x\" }}",
                "x=a");
        expands("{{ (query \"m\" | first).Labels.instance }}", "b");
        expands("{{ $s := query \"m\" | first }}{{ $s.Labels.foo }}{{ $s.Value }}", "21");
    }

    @Test
    void logicStopsAtTheFirstThatDecides() {
        expands("{{ and 1 0 (first (query \"missing\")) }}", "0");
        expands("{{ or 0 2 (first (query \"missing\")) }}", "2");
        expands("{{ not 0 }} {{ 1 | and 2 }}", "true 1");
    }

    @Test
    void comparisonsNeedTheSameKind() {
        expands(
                "{{ eq 1 2 1 }} {{ ne \"a\" \"b\" }} {{ lt 1.5 2.5 }} {{ ge \"b\" \"a\" }}",
                "true true true true");
        expands("{{ (query \"m\" | first | value) | lt 20.0 }}", "true");
        fails(
                "{{ eq 1 1.0 }}",
                "error executing template test: template: test:1:3: executing \"test\" at <eq 1"
                        + " 1.0>: error calling eq: incompatible types for comparison");
    }

    @Test
    void printfKnowsTheVerbsOfGo() {
        expands(
                "{{ printf \"%5d|%-5s|%05.1f|%q|%x|%+d\" 42 \"ab\" 3.14159 \"q\" 255 7 }}",
                "   42|ab   |003.1|\"q\"|ff|+7");
        expands(
                "{{ printf \"%.2e %g %.3g %v %t %%\" 12345.678 0.00001 1234.5 1.0 true }}",
                "1.23e+04 1e-05 1.23e+03 1 true %");
        expands("{{ printf \"%d %s\" \"x\" }}", "%!d(string=x) %!s(MISSING)");
        expands("{{ printf \"%d\" 1 2 }}", "1%!(EXTRA int=2)");
        expands("{{ print 1 2 \"a\" 3 }}{{ println \"x\" 1 }}", "1 2a3x 1\n");
    }

    /// As promtool 2.42 prints them.
    @Test
    void printfAlsoKnowsTheRareForms() {
        expands(
                "{{ printf \"%[2]d %[1]d\" 1 2 }} {{ printf \"% x|%X\" \"hi\" \"hi\" }}",
                "2 1 68 69|6869");
        expands("{{ printf \"%*d|%-*d|%.*f\" 5 1 4 2 2 3.14159 }}", "    1|2   |3.14");
        expands(
                "{{ printf \"%+v %#v\" 1 \"b\" }} {{ printf \"%\" 1 }}",
                "1 \"b\" %!(NOVERB)%!(EXTRA int=1)");
        expands("{{ printf \"%z %d %v\" 1 2.5 nil }}", "%!z(int=1) %!d(float64=2.5) <nil>");
        expands("{{ printf \"%.0f %.0f %.2f\" 0.5 1.5 1.005 }}", "0 2 1.00");
        expands("{{ reReplaceAll \"a*\" \"-\" \"baaac\" }} {{ toUpper \"ß\" }}", "-b-c- ß");
    }

    @Test
    void collectionsAreIndexedAndCut() {
        expands(
                "{{ index (args \"a\" \"b\") \"arg1\" }} {{ index \"abc\" 1 }} {{ slice \"abcdef\" 2 4 }} {{ len \"äb\" }}",
                "b 98 cd 3");
        expands("{{ len (query \"m\") }}", "2");
        fails(
                "{{ index (query \"m\") 5 }}",
                "error executing template test: template: test:1:3: executing \"test\" at <index"
                        + " (query \"m\") 5>: error calling index: index out of range: 5");
    }

    @Test
    void textsAreEscaped() {
        expands(
                "{{ html \"<a b='c'>&\" }} {{ js \"it's <b>\" }} {{ urlquery \"a b&c\" }}",
                "&lt;a b=&#39;c&#39;&gt;&amp; it\\'s \\u003Cb\\u003E a+b%26c");
        expands(
                "{{ urlQueryEscape \"up{a=\\\"b\\\"}\" }}{{ safeHtml \"<b>\" }}",
                "up%7Ba%3D%22b%22%7D<b>");
    }

    @Test
    void numbersAreMadeReadable() {
        expands(
                "{{ range $x := args 0.0 1.0 1234567.0 0.12 }}{{ humanize $x }}:{{ end }}",
                "0:1:1.235M:120m:");
        expands(
                "{{ range $x := args 0 1 1048576 \".12\" }}{{ humanize1024 $x }}:{{ end }}",
                "0:1:1Mi:0.12:");
        expands(
                "{{ range $x := args 0 60 3600 86400 -183845 899.99 0.1 0.0001 0.12345 60.5 1.2345 12.345 }}{{ humanizeDuration $x }}:{{ end }}",
                orderedDurations());
        expands(
                "{{ -0.22222 | humanizePercentage }}:{{ 1234567 | humanizePercentage }}",
                "-22.22%:1.235e+08%");
        expands("{{ 1435065584.128 | humanizeTimestamp }}", "2015-06-23 13:19:44.128 +0000 UTC");
        expands("{{ humanize \"+Inf\" }} {{ humanizeDuration \"NaN\" }}", "+Inf NaN");
        fails(
                "{{ humanize \"one\" }}",
                "error executing template test: template: test:1:3: executing \"test\" at <humanize"
                        + " \"one\">: error calling humanize: strconv.ParseFloat: parsing \"one\":"
                        + " invalid syntax");
    }

    /// Keys are in the order of texts: arg0, arg1, arg10, arg11, arg2, …
    private static String orderedDurations() {
        return "0s:1m 0s:1.234s:12.35s:1h 0m 0s:1d 0h 0m 0s:-2d 3h 4m 5s:14m 59s:100ms:100us:123.5ms:1m"
                + " 0s:";
    }

    @Test
    void timesAndDurationsHaveMethods() {
        expands(
                "{{ (1435065584.128 | toTime).Format \"2006 Jan 2 15:04:05.000 MST\" }}",
                "2015 Jun 23 13:19:44.128 UTC");
        expands(
                "{{ (toTime 0).Unix }} {{ (toDuration 90.5).Minutes }} {{ toDuration 3723.5 }}",
                "0 1.5083333333333333 1h2m3.5s");
        expands("{{ now }} {{ printf \"%0.2f\" (parseDuration \"1h2m10ms\") }}", "60.5 3720.01");
    }

    @Test
    void textsAreChanged() {
        expands(
                "{{ reReplaceAll \"(a)b\" \"x$1\" \"ab\" }} {{ match \"a+\" \"baa\" }} {{ title \"aa bb-CC d_e\" }}",
                "xa true Aa Bb-CC D_e");
        expands("{{ toUpper \"aB\" }}{{ toLower \"aB\" }}", "ABab");
        expands(
                "{{ stripPort \"foo.example.com:12345\" }} {{ stripPort \"[2001:0DB8::1]:12345\" }} {{ stripPort \"2001:0DB8::1\" }} {{ stripPort \"[2001:0DB8::1]::12345\" }}",
                "foo.example.com 2001:0DB8::1 2001:0DB8::1 [2001:0DB8::1]::12345");
        expands(
                "{{ stripDomain \"foo.example.com:12345\" }} {{ stripDomain \"192.0.2.1:12345\" }} {{ stripDomain \"foo.example.com\" }} {{ stripDomain \"[2001:0DB8::1]:1\" }}",
                "foo:12345 192.0.2.1:12345 foo [2001:0DB8::1]:1");
        expands(
                "{{ graphLink \"up\" }} {{ tableLink \"up\" }} {{ pathPrefix }} {{ externalURL }}",
                "/graph?g0.expr=up&g0.tab=0 /graph?g0.expr=up&g0.tab=1 /path/prefix http://testhost:9090/path/prefix");
    }

    @Test
    void whatIsMissingIsShownAsSuch() {
        expands("{{ .Foo }}", "<no value>");
        expands("{{ (args).x }}", "<no value>");
    }

    @Test
    void mistakesAreToldAsGoTellsThem() {
        fails("{{", "template: test:1: unclosed action");
        fails("{{ \u00a0}}", "template: test:1: unrecognized character in action: U+00A0");
        fails("{{ foo }}", "template: test:1: function \"foo\" not defined");
        fails("a\n{{ if true }}", "template: test:2: unexpected EOF");
        fails("{{ end }}", "template: test:1: unexpected {{end}}");
        fails("{{ }}", "template: test:1: missing value for command");
        fails("{{ 1 | 2 }}", "template: test:1: non executable command in pipeline stage 2");
        fails("{{ \"a }}", "template: test:1: unterminated quoted string");
        fails("{{ (1 }}", "template: test:1: unclosed left paren");
        fails("{{ 1 ) }}", "template: test:1: unexpected right paren");
        fails("{{ range }}{{ end }}", "template: test:1: missing value for range");
    }

    @Test
    void failuresNameTheirPlace() {
        fails(
                "{{ query \"missing\" | first }}",
                "error executing template test: template: test:1:21: executing \"test\" at <first>:"
                        + " error calling first: first() called on vector with no elements");
        fails(
                "{{ (query \"missing\").banana }}",
                "error executing template test: template: test:1:10: executing \"test\" at"
                        + " <\"missing\">: can't evaluate field banana in type template.queryResult");
        fails(
                "{{ toUpper 5 }}",
                "error executing template test: template: test:1:11: executing \"test\" at <5>:"
                        + " expected string; found 5");
        fails(
                "\n ä{{ first }}",
                "error executing template test: template: test:2:6: executing \"test\" at <first>:"
                        + " wrong number of args for first: want 1 got 0");
    }

    @Test
    void noTemplateTakesTheServerDown() {
        fails(
                "{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}",
                "error executing template test: template: test:1:25: executing \"x\" at"
                        + " <{{template \"x\"}}>: exceeded maximum template depth (100)");
        assertThatThrownBy(
                        () ->
                                expanded(
                                        "{{ range 1000 }}{{ range 1000 }}x{{ end }}{{ end }}",
                                        new Value.None(),
                                        new TemplateLimits(10_000, 1000, 100_000, 1_000_000)))
                .hasMessageContaining("wrote more than 1000 characters");
        assertThatThrownBy(
                        () ->
                                expanded(
                                        "{{ range 100 }}{{ range 1000 }}{{ end }}{{ end }}",
                                        new Value.None(),
                                        new TemplateLimits(10_000, 1000, 100_000, 1_000_000)))
                .hasMessageContaining("took more than 10000 steps");
        fails(
                "{{ 1 | " + "(".repeat(1000) + "1" + ")".repeat(1000) + "}}",
                "template: test:1: nested more than 100 levels deep");
    }

    @Test
    void valuesInBetweenAreLimitedToo() {
        for (var step :
                List.of(
                        "{{ $x = print $x $x }}",
                        "{{ $x = printf \"%[1]s%[1]s\" $x }}",
                        "{{ $x = reReplaceAll \"0\" $x $x }}",
                        "{{ $x = html $x $x }}",
                        "{{ $x = urlquery $x \"%\" $x }}",
                        "{{ $x = args $x $x }}")) {
            assertThatThrownBy(
                            () ->
                                    expanded(
                                            "{{ $x := \"0123456789\" }}{{ range 60 }}"
                                                    + step
                                                    + "{{ end }}{{ len $x }}"))
                    .as(step)
                    .isInstanceOf(TemplateProblem.class)
                    .message()
                    .containsPattern("more than \\d+ characters");
        }
        assertThatThrownBy(
                        () ->
                                expanded(
                                        "{{ $x := args 1 }}{{ range 500 }}{{ $x = args $x }}{{ end }}"))
                .hasMessageContaining("values nested more than 100 levels deep");
    }

    @Test
    void allExpansionsAtOneTimeShareALimit() {
        var expander = new Expander(CONTEXT, new TemplateLimits(1000, 1000, 1000, 3000));
        var template =
                Template.parse("test", "{{ range 100 }}x{{ end }}", Functions.in(CONTEXT).keySet());

        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                expander.expand(template, new Value.None());
                            }
                        })
                .hasMessageContaining(
                        "all templates of the rule took more than 3000 steps together");
    }

    @Test
    void alertsHaveLabelsAndValue() {
        var sample = new QueryValue.Sample(Labels.of("__name__", "m", "job", "x"), 0, 0.5, null);
        var data = new AlertData(sample, Labels.of("dc", "eu"), "http://host");
        var template =
                AlertTemplate.parse(
                        "A",
                        "{{ $labels.job }} {{ $value }} {{ $externalLabels.dc }} {{ $externalURL }}"
                                + " {{ .Labels.job }}{{ $labels.none }}");

        String text = new Expander(CONTEXT, TemplateLimits.DEFAULT).expand(template, data);

        assertThat(text).isEqualTo("x 0.5 eu http://host x");
    }

    @Test
    void fieldsOfRecordsMustExist() {
        var fields = new TreeMap<String, Value>();
        fields.put("A", new Value.Whole(1));
        var data = new Value.Fields("struct { A int }", true, fields);

        assertThat(expanded("{{ .A }}", data, TemplateLimits.DEFAULT)).isEqualTo("1");
        assertThatThrownBy(() -> expanded("{{ .B }}", data, TemplateLimits.DEFAULT))
                .hasMessageContaining("can't evaluate field B in type struct { A int }");
    }
}
