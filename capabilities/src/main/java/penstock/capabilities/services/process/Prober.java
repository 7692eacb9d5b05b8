package penstock.capabilities.services.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.probing.Answer;
import penstock.capabilities.services.probing.Probing;
import penstock.capabilities.services.probing.Shortage;
import penstock.model.DurationText;

/// Asks one question and gives one answer, within the question's time whatever the other side does.
final class Prober {
    private final Launcher launcher;

    Prober(Launcher launcher) {
        this.launcher = launcher;
    }

    Answer ask(
            Probing probing,
            InstanceSpec spec,
            int port,
            Path directory,
            Map<String, String> environment) {
        var probe = probing.spec();
        if (probe.command().isEmpty()) {
            return probing.ask(Endpoint.onLoopback(port));
        }
        try {
            var command = Commands.resolve(probe.command(), spec, port, Commands.path(environment));
            return command(command, directory, environment, probe.timeout());
        } catch (StartFailure e) {
            return new Answer(false, e.explanation());
        } catch (IOException e) {
            return Shortage.isCauseOf(e)
                    ? Answer.unasked(e)
                    : new Answer(false, "could not be run: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer(false, "interrupted");
        }
    }

    private Answer command(
            List<String> command, Path directory, Map<String, String> environment, Duration timeout)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("penstock-probe", ".log");
        try {
            var process = launcher.run(command, directory, environment, output);
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return new Answer(false, "did not end within " + DurationText.format(timeout));
            }
            int code = process.exitValue();
            return new Answer(code == 0, "exit code " + code + lastLine(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String lastLine(Path output) throws IOException {
        if (Files.size(output) > 1 << 16) {
            return "";
        }
        var text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        var line = text.substring(text.lastIndexOf('\n') + 1);
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(200, line.length()));
    }
}
