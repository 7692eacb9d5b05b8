package penstock.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The two streams a command writes to, and what they can show.
///
/// @param isInteractive whether standard output is a terminal
/// @param isColoured whether colours are wanted there: never in a file, never with `NO_COLOR` set
public record Terminal(
        PrintWriter out, PrintWriter err, boolean isInteractive, boolean isColoured, int width) {
    private static final int USUAL_WIDTH = 100;

    /// The streams of this process; the launcher says whether they are a terminal.
    public static Terminal ofProcess(Map<String, String> environment) {
        boolean isInteractive =
                System.getProperty("penstock.terminal", "no").equals("yes")
                        && !environment.getOrDefault("TERM", "").equals("dumb");
        boolean isColoured = isInteractive && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                isInteractive,
                isColoured,
                width(environment.getOrDefault("COLUMNS", "")));
    }

    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }

    private static int width(String columns) {
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    public String styled(Style style, String text) {
        return isColoured && !text.isEmpty() ? style.around(text) : text;
    }

    public void line(String text) {
        out.println(text);
    }

    public void error(String text) {
        err.println(text);
    }
}
