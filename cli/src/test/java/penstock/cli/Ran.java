package penstock.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import penstock.cli.terminal.Terminal;

/// One run of the command: what it printed and its exit code.
record Ran(int exit, String out, String err) {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    /// Runs the command in a folder whose subfolder `data` is the data directory.
    static Ran command(Path folder, String... arguments) {
        return withInput(folder, "", arguments);
    }

    static Ran withInput(Path folder, String input, String... arguments) {
        return run(folder, input, () -> NOW, arguments);
    }

    /// With a clock that moves on by a second each time it is asked.
    static Ran ticking(Path folder, String... arguments) {
        var asked = new AtomicLong();
        return run(folder, "", () -> NOW.plusSeconds(asked.incrementAndGet()), arguments);
    }

    private static Ran run(Path folder, String input, InstantSource clock, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, 100);
        var context =
                new Context(
                        terminal,
                        Map.of("PENSTOCK_DATA", "data"),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        folder,
                        clock);
        int exit = Penstock.run(context, arguments);
        terminal.out().flush();
        terminal.err().flush();
        return new Ran(exit, out.toString(), err.toString());
    }
}
