package penstock.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import penstock.cli.api.ApiException;
import penstock.cli.load.LoadPlan;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Folders;
import penstock.cli.local.Installation;
import penstock.cli.local.Program;
import penstock.cli.local.Upgrade;

/// An installation on free ports, in a temporary folder or in one that is kept. Closing it, or the end of this program,
/// stops everything and removes the temporary folder.
public final class OwnInstallation implements AutoCloseable {
    private final Path folder;
    private final boolean isKept;
    private final Program program;
    private final Installation installation;
    private final Thread cleanUp;

    /// Held while something is started or all is stopped, so that nothing is started afterwards.
    private final ReentrantLock starting = new ReentrantLock();

    private boolean isStopped;

    private OwnInstallation(Path folder, boolean isKept, Program program) {
        this.folder = folder;
        this.isKept = isKept;
        this.program = program;
        this.installation = new Installation(new DataDirectory(folder), program);
        this.cleanUp = new Thread(this::stop);
    }

    public static OwnInstallation start(String name, Program program) throws IOException {
        return start(name, program, "");
    }

    /// @param settings its `penstock.yaml`
    public static OwnInstallation start(String name, Program program, String settings)
            throws IOException {
        var folder = Files.createTempDirectory("penstock-" + name + "-");
        return start(new OwnInstallation(folder, false, program), settings);
    }

    /// @param folder must be empty or not there
    /// @param settings its `penstock.yaml`
    public static OwnInstallation startIn(Path folder, Program program, String settings)
            throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw ApiException.usage(
                        "--data: " + folder + " is not empty (expected: an empty directory)");
            }
        }
        return start(new OwnInstallation(folder, true, program), settings);
    }

    private static OwnInstallation start(OwnInstallation own, String settings) throws IOException {
        if (!settings.isEmpty()) {
            Files.writeString(own.folder.resolve("penstock.yaml"), settings);
        }
        Runtime.getRuntime().addShutdownHook(own.cleanUp);
        try {
            own.installation.start(Installation.Ports.FREE);
        } catch (ApiException e) {
            own.close();
            throw e;
        }
        return own;
    }

    /// Starts the server again after it was killed.
    ///
    /// @throws ApiException when the program ends
    public void restart() {
        starting.lock();
        try {
            if (isStopped) {
                throw ApiException.away("The program ends.");
            }
            installation.startAgain();
        } finally {
            starting.unlock();
        }
    }

    private void stop() {
        starting.lock();
        try {
            isStopped = true;
            installation.stop(true);
        } finally {
            starting.unlock();
        }
    }

    /// Replaces the gateway by a new process of the same program, as `penstock upgrade --gateway` does.
    public void upgradeGateway() {
        new Upgrade(data(), program).gateway();
    }

    public DataDirectory data() {
        return installation.data();
    }

    /// Where the gateway takes requests.
    public LoadPlan.Address gateway() {
        URI gateway =
                data().gatewayAddress()
                        .orElseThrow(() -> ApiException.away("The gateway is not running."));
        return new LoadPlan.Address(gateway.getHost(), gateway.getPort());
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(cleanUp);
        if (isKept) {
            return;
        }
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
