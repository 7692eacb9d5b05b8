package penstock.metrics.template;

import java.util.List;
import penstock.metrics.promql.QueryValue;

/// What the functions of a template know.
///
/// @param time milliseconds since 1970
/// @param externalUrl where users reach the server, without a `/` at the end; may be empty
public record TemplateContext(long time, String externalUrl, Queries queries) {
    /// Answers queries at the time of the template.
    public interface Queries {
        /// A scalar is one sample without labels.
        ///
        /// @throws penstock.metrics.promql.QueryProblem when there is no answer
        List<QueryValue.Sample> samples(String query);
    }

    String pathPrefix() {
        int scheme = externalUrl.indexOf("://");
        int path = externalUrl.indexOf('/', scheme < 0 ? 0 : scheme + 3);
        return path < 0 ? "" : externalUrl.substring(path);
    }
}
