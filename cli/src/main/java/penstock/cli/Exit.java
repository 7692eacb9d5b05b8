package penstock.cli;

/// What the command's exit codes mean. Scripts rely on them.
final class Exit {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int ROLLED_BACK = 3;
    static final int TIMED_OUT = 4;

    private Exit() {}
}
