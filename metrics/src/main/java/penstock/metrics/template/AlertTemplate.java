package penstock.metrics.template;

import java.util.List;
import java.util.Set;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryValue;

/// The template of one label or annotation of an alert. Read once, expanded for every alert.
public final class AlertTemplate {
    /// What users may write instead of the fields of the data. As in Prometheus it stands before the text, so that columns in
    /// messages are the same.
    private static final String VARIABLES =
            "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL :="
                    + " .ExternalURL}}{{$value := .Value}}";

    private static final Set<String> FUNCTIONS =
            Functions.in(new TemplateContext(0, "", AlertTemplate::none)).keySet();

    private final String text;
    private final Template template;

    private AlertTemplate(String text, Template template) {
        this.text = text;
        this.template = template;
    }

    private static List<QueryValue.Sample> none(String query) {
        throw new QueryProblem(QueryProblem.Kind.EXECUTION, "no queries here: " + query);
    }

    /// @throws TemplateProblem when the text is no template
    public static AlertTemplate parse(String alert, String text) {
        return new AlertTemplate(
                text, Template.parse("__alert_" + alert, VARIABLES + text, FUNCTIONS));
    }

    /// Whether it is the same for every alert.
    boolean isPlain() {
        return !text.contains("{{");
    }

    /// As it was written.
    public String text() {
        return text;
    }

    Template template() {
        return template;
    }
}
