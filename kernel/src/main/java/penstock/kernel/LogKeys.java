package penstock.kernel;

/// The keys of log events, so that one thing has one name in all of them.
public final class LogKeys {
    public static final String CAUSE = "cause";
    public static final String CONTROLLER = "controller";
    public static final String DELAY = "delay";
    public static final String FILE = "file";
    public static final String HELD = "held";
    public static final String HOLDER = "holder";
    public static final String LEASE = "lease";
    public static final String RESOURCE = "resource";
    public static final String SEQUENCE = "sequence";

    private LogKeys() {}
}
