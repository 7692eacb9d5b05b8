package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher script with JDKs and Maven that only say how they were called.
class LauncherTest {
    private final Path root;
    private final Path home;

    LauncherTest(@TempDir Path folder) throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        root = Files.createDirectory(folder.resolve("a repository"));
        Files.copy(Path.of("..", "penstock"), root.resolve("penstock"));
        executable(root.resolve("penstock"), Files.readString(root.resolve("penstock")));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        executable(
                root.resolve("mvnw"),
                """
                #!/bin/sh
                echo "mvnw $JAVA_HOME $*" >>"%s/calls"
                for module in server cli gateway bench; do
                    mkdir -p $module/target
                    echo jar >$module/target/penstock-$module-1.jar
                    printf '' >$module/target/runtime.classpath
                done
                [ ! -e "%s/broken" ] || { echo "cannot find symbol"; exit 1; }
                """
                        .formatted(home, home));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path jdk(String name, String version) throws IOException {
        var jdk = home.resolve(name);
        executable(
                jdk.resolve("bin/java"),
                "#!/bin/sh\nfor last; do :; done\necho \"" + name + " $last\"\n");
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(
                jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    private record Result(int exit, String output) {}

    private Result run(Path script, Map<String, String> environment, String... arguments)
            throws Exception {
        var command = new java.util.ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString()));
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private List<String> calls() throws IOException {
        var calls = home.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    @Test
    void javaHomeWinsWhenItIsNewEnough() throws Exception {
        var good = jdk("good", "25.0.1");

        var result = run(root.resolve("penstock"), Map.of("JAVA_HOME", good.toString()), "status");

        assertThat(result.output()).isEqualTo("building once…\ngood status\n");
        assertThat(calls()).singleElement().asString().startsWith("mvnw " + good + " -q -Dquick");
    }

    @Test
    void anOldJavaHomeIsPassedOverForAnInstalledJdk() throws Exception {
        var old = jdk("old", "17.0.9");
        jdk(".jdks/new", "26");

        var result =
                run(
                        root.resolve("penstock"),
                        Map.of(
                                "JAVA_HOME",
                                old.toString(),
                                "PENSTOCK_JDK_FOLDERS",
                                home.resolve(".jdks/new").toString()),
                        "status");

        assertThat(result.output()).endsWith(".jdks/new status\n");
    }

    @Test
    void aBuildIsUsedUntilASourceIsNewer() throws Exception {
        var environment = Map.of("JAVA_HOME", jdk("good", "25").toString());
        Files.createDirectories(root.resolve("model/src/main/java"));

        run(root.resolve("penstock"), environment, "status");
        var second = run(root.resolve("penstock"), environment, "status");
        Files.setLastModifiedTime(
                Files.writeString(root.resolve("model/src/main/java/New.java"), "class New {}"),
                java.nio.file.attribute.FileTime.from(java.time.Instant.now().plusSeconds(60)));
        var third = run(root.resolve("penstock"), environment, "status");

        assertThat(second.output()).isEqualTo("good status\n");
        assertThat(third.output()).startsWith("building once…");
        assertThat(calls()).hasSize(2);
    }

    @Test
    void aBuildThatFailsSaysWhyAndNothingIsStarted() throws Exception {
        Files.createFile(home.resolve("broken"));

        var result =
                run(
                        root.resolve("penstock"),
                        Map.of("JAVA_HOME", jdk("good", "25").toString()),
                        "status");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output())
                .contains("cannot find symbol")
                .contains("The build failed")
                .doesNotContain("good status");
        assertThat(root.resolve("target/penstock/lock")).doesNotExist();
    }

    @Test
    void itWorksThroughASymbolicLink() throws Exception {
        var link = Files.createSymbolicLink(home.resolve("linked"), root.resolve("penstock"));

        var result = run(link, Map.of("JAVA_HOME", jdk("good", "25").toString()), "status");

        assertThat(result.output()).endsWith("good status\n");
    }

    @Test
    void testIsTheWholeBuild() throws Exception {
        var good = jdk("good", "25");

        run(root.resolve("penstock"), Map.of("JAVA_HOME", good.toString()), "test", "-pl", "model");

        assertThat(calls()).containsExactly("mvnw " + good + " verify -pl model");
    }

    @Test
    void aLockOfADeadBuildIsTakenOver() throws Exception {
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(root.resolve("target/penstock/lock"));
        Files.writeString(root.resolve("target/penstock/lock/pid"), dead.pid() + "\n");

        var result =
                run(
                        root.resolve("penstock"),
                        Map.of("JAVA_HOME", jdk("good", "25").toString()),
                        "status");

        assertThat(result.output()).endsWith("good status\n");
    }
}
