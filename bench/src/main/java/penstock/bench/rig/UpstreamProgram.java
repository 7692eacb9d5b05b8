package penstock.bench.rig;

import java.io.File;
import java.nio.file.Path;
import java.util.regex.Pattern;
import penstock.cli.local.Program;

/// How the upstream of the benchmarks is run as a service: its artefact is the benchmarks' own jar.
public record UpstreamProgram(Program program) {
    private static final String MAIN = "penstock.bench.upstream.Upstream";

    /// What is uploaded.
    public Path jar() {
        var separator = Pattern.quote(File.pathSeparator);
        return Path.of(program.classPath("bench").split(separator, 2)[0]);
    }

    /// The `command` of a service's process, as YAML.
    public String command() {
        return "[\"%s\", -XX:+UseSerialGC, \"-XX:TieredStopAtLevel=1\", -Xmx48m, -cp, \"%s\", %s]"
                .formatted(program.java(), classPath(), MAIN);
    }

    /// The released file first, so that it is what runs; the rest of the class path stays where it is.
    private String classPath() {
        var all = program.classPath("bench");
        int first = all.indexOf(File.pathSeparatorChar);
        return "{artefact}" + (first < 0 ? "" : all.substring(first));
    }
}
