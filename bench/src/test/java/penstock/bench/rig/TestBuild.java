package penstock.bench.rig;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import penstock.cli.local.Program;

/// A build as the launcher makes it, from the class path of the tests. What lies in `lib/patch` comes before all else, so that one
/// build can differ from another.
public record TestBuild(Path folder) {
    private static final String PATCH = "patch";

    /// @param folder its name is that of the build
    public static TestBuild in(Path folder) throws IOException {
        var build = new TestBuild(folder);
        Files.createDirectories(folder.resolve("lib").resolve(PATCH));
        var all =
                PATCH
                        + "\n"
                        + System.getProperty("java.class.path").replace(File.pathSeparator, "\n");
        Files.writeString(folder.resolve("server.classpath"), all);
        Files.writeString(folder.resolve("gateway.classpath"), all);
        Files.writeString(folder.resolve("cli.classpath"), all);
        Files.writeString(
                folder.resolve("bench.classpath"),
                jar(folder.resolve("upstream.jar")) + "\n" + all);
        return build;
    }

    /// Has another file in place of one of the build.
    public TestBuild with(String file, String content) throws IOException {
        var patched = folder.resolve("lib").resolve(PATCH).resolve(file);
        Files.createDirectories(patched.getParent());
        Files.writeString(patched, content);
        return this;
    }

    /// Has none of the classes that a server needs.
    public TestBuild withoutServer() throws IOException {
        Files.writeString(folder.resolve("server.classpath"), PATCH);
        return this;
    }

    public Program program() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new Program(folder, folder, java);
    }

    /// The artefact that is released.
    private static Path jar(Path jar) throws IOException {
        var classes = Path.of("target", "classes");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
