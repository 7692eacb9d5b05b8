package penstock.cli;

/// Where the `penstock` command starts.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Penstock.run(Context.ofProcess(), arguments));
    }
}
