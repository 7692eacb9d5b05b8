package penstock.metrics.template;

import java.util.LinkedHashMap;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.QueryValue;

/// What a template of an alert is about.
///
/// @param external labels of this server
public record AlertData(QueryValue.Sample sample, Labels external, String externalUrl) {
    private static final String TYPE =
            "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL"
                    + " string; Value interface {} }";

    Value value() {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("Labels", Value.Texts.of(sample.labels()));
        fields.put("ExternalLabels", Value.Texts.of(external));
        fields.put("ExternalURL", new Value.Text(externalUrl));
        fields.put("Value", Functions.value(sample));
        return new Value.Fields(TYPE, true, fields);
    }
}
