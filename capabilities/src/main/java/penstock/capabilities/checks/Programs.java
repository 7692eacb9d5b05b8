package penstock.capabilities.checks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import penstock.capabilities.services.CheckSpec;
import penstock.model.DurationText;

/// Checks by programs.
final class Programs {
    /// So much of what a program writes is looked at.
    private static final int LOOKED_AT = 4_096;

    private Programs() {}

    static Finding run(CheckSpec.Command check, CheckOrder order) throws InterruptedException {
        try {
            var output = Files.createTempFile("penstock-check", ".out");
            try {
                return run(check, order, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return Finding.failed(Web.words(e));
        }
    }

    private static Finding run(CheckSpec.Command check, CheckOrder order, Path output)
            throws IOException, InterruptedException {
        var program = check.command().getFirst();
        var builder = new ProcessBuilder(check.command()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        builder.environment().put("PENSTOCK_URL", order.subject().url());
        var process = builder.redirectOutput(output.toFile()).start();
        try {
            process.getOutputStream().close();
            var timeout = order.spec().timeout();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return Finding.failed(
                        program + " did not end within " + DurationText.format(timeout));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        var said = program + " ended with " + process.exitValue();
        return process.exitValue() == 0
                ? Finding.passed(said)
                : Finding.failed(said + " (expected: 0): " + beginning(output));
    }

    private static String beginning(Path output) throws IOException {
        try (var file = Files.newInputStream(output)) {
            return new String(file.readNBytes(LOOKED_AT), StandardCharsets.UTF_8);
        }
    }
}
