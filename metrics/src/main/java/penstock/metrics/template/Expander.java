package penstock.metrics.template;

import java.util.Map;

/// Expands templates at one time. What all of them use together is limited.
public final class Expander {
    private final Map<String, Function> functions;
    private final TemplateLimits limits;
    private final Budget.Total total;

    public Expander(TemplateContext context, TemplateLimits limits) {
        this.functions = Functions.in(context);
        this.limits = limits;
        this.total = new Budget.Total(limits.total());
    }

    /// @throws TemplateProblem when it fails for this alert
    public String expand(AlertTemplate template, AlertData data) {
        return template.isPlain() ? template.text() : expand(template.template(), data.value());
    }

    String expand(Template template, Value data) {
        try {
            return new Execution(template, functions, new Budget(limits, total)).run(data);
        } catch (TemplateProblem e) {
            throw new TemplateProblem(
                    "error executing template " + template.name() + ": " + e.text());
        }
    }
}
