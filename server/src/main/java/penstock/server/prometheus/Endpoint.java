package penstock.server.prometheus;

/// What can be asked, with its path. All can be asked with GET.
public enum Endpoint {
    QUERY("api/v1/query", true),
    QUERY_RANGE("api/v1/query_range", true),
    QUERY_EXEMPLARS("api/v1/query_exemplars", true),
    FORMAT_QUERY("api/v1/format_query", true),
    PARSE_QUERY("api/v1/parse_query", true),
    LABELS("api/v1/labels", true),
    LABEL_VALUES("api/v1/label/{name}/values", false),
    SERIES("api/v1/series", true),
    METADATA("api/v1/metadata", false),
    TARGETS("api/v1/targets", false),
    TARGET_METADATA("api/v1/targets/metadata", false),
    SCRAPE_POOLS("api/v1/scrape_pools", false),
    RULES("api/v1/rules", false),
    ALERTS("api/v1/alerts", false),
    ALERTMANAGERS("api/v1/alertmanagers", false),
    CONFIG("api/v1/status/config", false),
    RUNTIME_INFO("api/v1/status/runtimeinfo", false),
    BUILD_INFO("api/v1/status/buildinfo", false),
    FLAGS("api/v1/status/flags", false),
    TSDB("api/v1/status/tsdb", false),
    WAL_REPLAY("api/v1/status/walreplay", false),
    FEDERATE("federate", false),
    HEALTHY("-/healthy", false),
    READY("-/ready", false);

    private final String path;
    private final boolean takesForm;

    Endpoint(String path, boolean takesForm) {
        this.path = path;
        this.takesForm = takesForm;
    }

    /// Below the prefix of the API; in braces what is captured.
    public String path() {
        return path;
    }

    /// Whether it can be asked with POST, with its parameters as a form.
    public boolean takesForm() {
        return takesForm;
    }
}
