package penstock.capabilities.services.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import penstock.capabilities.services.ArtefactStore;
import penstock.model.ProblemException;

/// Turns what is known of an instance into a running process.
final class Spawning {
    private Spawning() {}

    /// The port has been chosen and journalled already.
    ///
    /// @throws StartFailure when the instance cannot be started as it is described
    static Process spawn(Tools tools, Life life, LogFile log) throws IOException {
        var spec = life.spec();
        var directory = tools.journal().directory(spec.id());
        var work = Files.createDirectories(directory.resolve("work"));
        spec.artefact().ifPresent(Spawning::requireIntact);
        log.open();
        var environment = tools.environments().of(spec, life.port, directory);
        var command =
                Commands.resolve(
                        spec.run().process().orElseThrow().command(),
                        spec,
                        life.port,
                        Commands.path(environment));
        var group = tools.groups().prepare(spec.id(), spec.run().limits());
        life.notes = group.notes();
        if (!tools.launcher().hasSessions()) {
            life.note("not a session of its own: neither setsid nor Perl was found here");
        }
        return tools.launcher().launch(command, work, environment, group.members(), log.current());
    }

    private static void requireIntact(Path artefact) {
        try {
            ArtefactStore.requireIntact(artefact);
        } catch (ProblemException e) {
            throw new StartFailure("ArtefactDamaged", e.problem().message());
        }
    }

    /// A process that cannot be told from others could not be adopted later, so it does not go on.
    static ProcessId identified(Tools tools, Process process) throws IOException {
        try {
            return tools.table()
                    .identify(process.pid())
                    .orElseGet(() -> new ProcessId(process.pid(), "ended at once"));
        } catch (UncheckedIOException e) {
            process.destroyForcibly();
            throw e.getCause();
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }
}
