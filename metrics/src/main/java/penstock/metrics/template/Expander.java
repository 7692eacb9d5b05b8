package penstock.metrics.template;

import java.util.Map;

/// Expands templates at one time.
public final class Expander {
    private final Map<String, Function> functions;
    private final TemplateLimits limits;

    public Expander(TemplateContext context, TemplateLimits limits) {
        this.functions = Functions.in(context);
        this.limits = limits;
    }

    /// @throws TemplateProblem when it fails for this alert
    public String expand(AlertTemplate template, AlertData data) {
        return template.isPlain() ? template.text() : expand(template.template(), data.value());
    }

    String expand(Template template, Value data) {
        try {
            return new Execution(template, functions, limits).run(data);
        } catch (TemplateProblem e) {
            throw new TemplateProblem(
                    "error executing template " + template.name() + ": " + e.text());
        }
    }
}
