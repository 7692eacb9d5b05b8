package penstock.capabilities.rollout;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.Name;
import penstock.model.Ref;

/// The evidence of all rollouts: a folder for each environment, in it the files of each rollout.
record EvidenceFolder(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(EvidenceFolder.class);

    EvidenceFile of(Ref rollout) {
        var name = rollout.name() + ".log";
        return new EvidenceFile(
                path.resolve(rollout.environment().orElseThrow().value()).resolve(name));
    }

    /// Deletes the evidence of an environment's rollouts that are not kept any more. What cannot be deleted is tried again the next
    /// time.
    void keepOnly(Name environment, Set<Ref> kept) {
        var names = kept.stream().map(ref -> ref.name().value()).collect(Collectors.toSet());
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(path.resolve(environment.value()), "*.log*")) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (!names.contains(name.substring(0, name.indexOf(".log")))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            // nothing has been judged there
        } catch (IOException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("environment", environment)
                    .log("old evidence not deleted");
        }
    }
}
