package penstock.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import penstock.cli.terminal.Terminal;

/// What a command gets from the process it runs in, as values, so that tests can give others.
///
/// @param folder what relative paths are relative to
record Context(
        Terminal terminal,
        Map<String, String> environment,
        InputStream input,
        Path folder,
        InstantSource clock) {
    static Context ofProcess() {
        var environment = System.getenv();
        return new Context(
                Terminal.ofProcess(environment),
                environment,
                System.in,
                Path.of(""),
                InstantSource.system());
    }

    void line(String text) {
        terminal.line(text);
    }

    String variable(String name, String otherwise) {
        var value = environment.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    Path resolve(String file) {
        return folder.resolve(file);
    }
}
