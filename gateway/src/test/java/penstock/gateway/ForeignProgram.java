package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A program of others that is installed, run by a test.
///
/// @param command how it begins
/// @param debian the package that has it
record ForeignProgram(List<String> command, String debian) {

    private static final int SECONDS = 120;

    /// One on the path.
    static ForeignProgram named(String name, String debian) {
        return new ForeignProgram(List.of(name), debian);
    }

    /// A script of ours for a library of Python.
    static ForeignProgram python(String script, Path folder, String debian) {
        Path file = folder.resolve(script);
        var resource = ForeignProgram.class.getResourceAsStream("foreign/" + script);
        try (var in = Objects.requireNonNull(resource)) {
            Files.write(file, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ForeignProgram(List.of("/usr/bin/python3", file.toString()), debian);
    }

    /// Whether this machine has it; without it that is said in one line, and is a failure in CI.
    ///
    /// @param trial a command that succeeds where it is installed
    boolean isThere(String... trial) {
        boolean isThere = succeeds(List.of(trial));
        if (!isThere && System.getenv("CI") != null) {
            throw new AssertionError(debian + " is missing (expected in CI: a package)");
        }
        if (!isThere) {
            System.err.println("not tested: a client of the package " + debian + ", not installed");
        }
        return isThere;
    }

    private static boolean succeeds(List<String> trial) {
        try {
            var process =
                    new ProcessBuilder(trial)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Runs it to its end, which must be a good one, and returns what it said.
    String run(String... arguments) throws Exception {
        Process process = start(arguments);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean hasEnded = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!hasEnded) {
            process.destroyForcibly();
        }
        assertThat(hasEnded).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /// An instance of a service that tells its port in its first line.
    Instance serve() throws IOException {
        Process process = start("serve");
        var said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = said.readLine();
        if (first == null || !first.matches("[0-9]+")) {
            process.destroyForcibly();
            throw new IOException("no port but: " + first);
        }
        return new Instance(process, Integer.parseInt(first));
    }

    record Instance(Process process, int port) implements Place, AutoCloseable {

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Process start(String... arguments) throws IOException {
        var all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectErrorStream(true)
                .start();
    }
}
