package penstock.bench.promql;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import penstock.bench.rig.ServerProcess;
import penstock.cli.api.ApiException;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Program;
import penstock.model.Node;
import penstock.model.Text;

/// A server of ours without a gateway, as `penstock up` starts it. Its store is filled before, by a process of its own with the same options.
final class PenstockServer implements Subject, AutoCloseable {
    private final ServerProcess process;
    private final DataDirectory data;

    private PenstockServer(ServerProcess process, DataDirectory data) {
        this.process = process;
        this.data = data;
    }

    static Path store(Path folder) {
        return folder.resolve("metrics");
    }

    static Ingestion ingest(Program program, Path folder, Path bodies) throws IOException {
        // A folder with keys is one that a server takes for its own.
        Files.createDirectories(folder.resolve("keys"));
        var arguments = List.of(OwnStore.INGEST, store(folder).toString(), bodies.toString());
        return Ingestion.of(run(program, arguments));
    }

    /// Has the samples written to blocks, and answers the bytes of those for each sample. Not while a server runs.
    static double bytesPerSample(Program program, Path folder) throws IOException {
        var answer = run(program, List.of(OwnStore.COMPACT, store(folder).toString()));
        return Double.parseDouble(answer.textAt("bytesPerSample"));
    }

    private static Node run(Program program, List<String> arguments) throws IOException {
        var command =
                program.command(
                        "bench", Program.SERVER_OPTIONS, OwnStore.class.getName(), arguments);
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (said.isBlank()) {
            throw ApiException.away("The process that fills the store ended without a word.");
        }
        return Text.readJson(said);
    }

    /// @param settings as on the command line of the server
    static PenstockServer start(Program program, Path folder, List<String> settings)
            throws IOException {
        var arguments = new ArrayList<>(List.of("--data", folder.toString()));
        arguments.addAll(List.of("--listen", "127.0.0.1:0", "--gateway-run", "false"));
        arguments.addAll(settings);
        var log = folder.resolve("server.out");
        var data = new DataDirectory(folder);
        var process = new ServerProcess(program.server(arguments), log);
        var server = new PenstockServer(process, data);
        process.await(server::isReady);
        return server;
    }

    /// Ready, with the store open: that takes a while longer than the server.
    private boolean isReady() {
        if (data.server().isEmpty() || !Files.exists(data.tokenFile())) {
            return false;
        }
        try (var api = data.connect()) {
            api.get("/prometheus/api/v1/query?query=1");
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "Penstock";
    }

    @Override
    public URI url() {
        var server = data.server().orElseThrow(() -> ApiException.away("The server has ended."));
        return URI.create(server.node().textAt("url") + "/prometheus");
    }

    @Override
    public String authorization() {
        try {
            return "Bearer " + Files.readString(data.tokenFile()).strip();
        } catch (IOException e) {
            throw ApiException.away(data.tokenFile() + " cannot be read.");
        }
    }

    Path tokenFile() {
        return data.tokenFile();
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public String query(String text) {
        return inOurWords(text);
    }

    /// Prometheus 3 gave this function another name.
    static String inOurWords(String query) {
        return query.replace("holt_winters(", "double_exponential_smoothing(");
    }

    @Override
    public void close() {
        process.close();
    }
}
