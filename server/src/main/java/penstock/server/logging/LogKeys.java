package penstock.server.logging;

/// Names of the values in log lines, so that each is spelled in one way.
public final class LogKeys {
    public static final String CAUSE = "cause";
    public static final String PATH = "path";
    public static final String METHOD = "method";
    public static final String REFERENCE = "reference";
    public static final String URL = "url";
    public static final String PART = "part";
    public static final String DIRECTORY = "directory";
    public static final String MILLISECONDS = "ms";
    public static final String SETTING = "setting";

    private LogKeys() {}
}
