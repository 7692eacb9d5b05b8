package penstock.capabilities.telemetry.detectors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.judge.anomaly.AnomalyModel;
import penstock.judge.anomaly.ModelText;
import penstock.judge.anomaly.Point;
import penstock.judge.anomaly.Setup;
import penstock.kernel.LogKeys;

/// The file of one model. It saves the time to train; without it, or if it is damaged, the model is made anew from the
/// metrics. So a failure to write is logged, once until it can be written again, and nothing else.
final class ModelFile {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFile.class);

    private final Path path;
    private boolean isFailing;

    ModelFile(Path path) {
        this.path = path;
    }

    /// The model, if there is one of this setup.
    Optional<AnomalyModel> read(Setup setup) {
        try {
            // Bytes that are no text fail the checksum of their line.
            var text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
            return model(ModelText.read(setup, text.lines().toList()), text);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue(LogKeys.FILE, path)
                    .log("a model cannot be read, will be made anew");
            return Optional.empty();
        }
    }

    private Optional<AnomalyModel> model(ModelText.Read read, String text) {
        return switch (read) {
            case ModelText.Read.Whole(var model, var lines) -> {
                if (lines < text.lines().count() || !text.endsWith("\n")) {
                    // What is appended now must not end up behind a broken line.
                    write(model);
                }
                yield Optional.of(model);
            }
            case ModelText.Read.Unusable(var reason) -> {
                LOG.atInfo()
                        .addKeyValue(LogKeys.FILE, path)
                        .addKeyValue(LogKeys.CAUSE, reason)
                        .log("a model is of no use, will be made anew");
                yield Optional.empty();
            }
        };
    }

    /// Replaces the file.
    void write(AnomalyModel model) {
        var next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(next, String.join("\n", ModelText.lines(model)) + "\n");
            Files.move(
                    next,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            isFailing = false;
        } catch (IOException e) {
            tell("a model cannot be kept, will be made anew after a restart", e);
        }
    }

    /// A point comes every minute, and a disk may be full for a day.
    private void tell(String what, IOException cause) {
        if (!isFailing) {
            LOG.atWarn().setCause(cause).addKeyValue(LogKeys.FILE, path).log(what);
        }
        isFailing = true;
    }

    void append(List<Point> points) {
        var text = new StringBuilder();
        points.forEach(point -> text.append(ModelText.line(point)).append('\n'));
        try {
            Files.writeString(path, text, StandardOpenOption.APPEND);
            isFailing = false;
        } catch (IOException e) {
            tell("points of a model cannot be kept, will be asked for again after a restart", e);
        }
    }

    boolean exists() {
        return Files.exists(path);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path.resolveSibling(path.getFileName() + ".next"));
        Files.deleteIfExists(path);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
