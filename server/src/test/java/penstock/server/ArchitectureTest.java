package penstock.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The shape of the whole house: which module may use which, and the limits of `CONTRIBUTING.md`, read from the sources
/// of every module of the repository.
final class ArchitectureTest {
    private static final int FILE_LINES = 500;
    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 6;

    /// What each module may use of ours, besides itself. Packages, so that a part of a module can be allowed.
    private static final Map<String, List<String>> MAY_USE = mayUse();

    private static final Pattern TODO = Pattern.compile("\\bTODO\\b(?!\\s*\\(?#\\d+)");

    private static List<SourceFile> sources;
    private static JavaClasses classes;

    private static Map<String, List<String>> mayUse() {
        var table = new LinkedHashMap<String, List<String>>();
        table.put("model", List.of());
        table.put("kernel", List.of("penstock.model"));
        table.put("metrics", List.of());
        table.put("judge", List.of());
        table.put("gateway", List.of());
        table.put(
                "capabilities",
                List.of(
                        "penstock.kernel",
                        "penstock.model",
                        "penstock.metrics",
                        "penstock.judge",
                        "penstock.gateway.routes"));
        table.put("adapters/prometheus", List.of("penstock.metrics"));
        table.put(
                "server",
                List.of(
                        "penstock.adapters",
                        "penstock.capabilities",
                        "penstock.capability",
                        "penstock.gateway",
                        "penstock.judge",
                        "penstock.kernel",
                        "penstock.metrics",
                        "penstock.model"));
        table.put("cli", List.of("penstock.model"));
        table.put(
                "testkit",
                List.of(
                        "penstock.model",
                        "penstock.kernel",
                        "penstock.metrics",
                        "penstock.judge",
                        "penstock.gateway"));
        return table;
    }

    @BeforeAll
    static void read() {
        sources = SourceFile.all();
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("penstock");
    }

    @Test
    void sourcesOfAllModulesAreSeen() {
        var modules = sources.stream().map(SourceFile::module).collect(Collectors.toSet());

        assertThat(modules).contains("model", "kernel", "server");
    }

    @Test
    void modulesUseOnlyWhatTheDesignAllows() {
        var owners = owners();
        var wrong = new TreeSet<String>();
        for (var source : mainSources()) {
            var allowed = MAY_USE.getOrDefault(source.module(), List.of());
            for (var used : source.usedPackages()) {
                var owner = owners.getOrDefault(used, source.module());
                boolean isAllowed =
                        owner.equals(source.module())
                                || source.module().equals("bench")
                                || allowed.stream().anyMatch(prefix -> isWithin(used, prefix));
                if (!isAllowed) {
                    wrong.add(source.name() + " uses " + used + " of " + owner);
                }
            }
        }

        assertThat(wrong).as("arrows that design section 3 does not draw").isEmpty();
    }

    private static boolean isWithin(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }

    /// Which module a package belongs to.
    private static Map<String, String> owners() {
        return mainSources().stream()
                .collect(
                        Collectors.toMap(SourceFile::packageName, SourceFile::module, (a, _) -> a));
    }

    private static List<SourceFile> mainSources() {
        return sources.stream().filter(SourceFile::isMain).toList();
    }

    @Test
    void noPackageIsSplitBetweenModules() {
        var modulesOf =
                mainSources().stream()
                        .collect(
                                Collectors.groupingBy(
                                        SourceFile::packageName,
                                        Collectors.mapping(
                                                SourceFile::module, Collectors.toSet())));

        assertThat(modulesOf).allSatisfy((_, modules) -> assertThat(modules).hasSize(1));
    }

    @Test
    void filesAndMethodsStaySmall() {
        var wrong = new ArrayList<String>();
        for (var source : sources) {
            if (source.lineCount() > FILE_LINES) {
                wrong.add(source.name() + ": " + source.lineCount() + " lines");
            }
            for (var method : source.methods()) {
                if (method.lines() > METHOD_LINES) {
                    wrong.add(
                            source.name() + " " + method.name() + ": " + method.lines() + " lines");
                }
                if (method.parameters() > PARAMETERS) {
                    wrong.add(
                            source.name()
                                    + " "
                                    + method.name()
                                    + ": "
                                    + method.parameters()
                                    + " parameters");
                }
            }
        }

        assertThat(wrong).as("at most 500 lines a file, 60 a method, 6 parameters").isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        var packages = new TreeSet<String>();
        var explained = new TreeSet<String>();
        for (var source : mainSources()) {
            var place = source.module() + " " + source.packageName();
            packages.add(place);
            boolean isExplained =
                    source.fileName().equals("package-info.java")
                            && source.text().contains("@NullMarked")
                            && source.text().startsWith("///");
            if (isExplained) {
                explained.add(place);
            }
        }

        packages.removeAll(explained);
        assertThat(packages).as("packages without a package-info.java").isEmpty();
    }

    @Test
    void noTestIsSkippedAndNoneSleeps() {
        var wrong = new ArrayList<String>();
        for (var source : sources) {
            for (var banned : Set.of("Disabled", "DisabledIf", "DisabledOnOs", "Ignore")) {
                if (source.annotations().contains(banned)) {
                    wrong.add(source.name() + " has @" + banned);
                }
            }
            if (!source.isMain() && source.calls().contains("Thread.sleep")) {
                wrong.add(source.name() + " calls Thread.sleep");
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void warningsAreOnlySuppressedWithAReason() {
        var wrong = new ArrayList<String>();
        for (var source : sources) {
            source.unexplained("SuppressWarnings")
                    .forEach(line -> wrong.add(source.name() + " line " + line));
        }

        assertThat(wrong).as("@SuppressWarnings without a reason beside or above it").isEmpty();
    }

    @Test
    void everyTodoHasAnIssueNumber() {
        var wrong = new ArrayList<String>();
        for (var source : sources) {
            boolean isThisRule = source.fileName().equals("ArchitectureTest.java");
            source.commentLines()
                    .filter(line -> !isThisRule && TODO.matcher(line).find())
                    .forEach(line -> wrong.add(source.name() + ": " + line.strip()));
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void durationsAreToldAsManifestsHaveThem() {
        var told =
                classes.stream()
                        .flatMap(found -> found.getSource().stream())
                        .flatMap(source -> DurationTexts.in(source.getUri()).stream())
                        .sorted()
                        .toList();

        assertThat(told)
                .as("texts such as PT5S (use DurationText, Times or Literals.durationText)")
                .isEmpty();
    }

    @Test
    void onlyTheListenerKnowsTheWebServer() {
        var webServer =
                resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..");

        noClasses()
                .that(
                        DescribedPredicate.not(
                                named(
                                        "penstock.server.api.HttpListener",
                                        "penstock.server.api.ListenerConnector",
                                        "penstock.server.api.ListenerEndPoint",
                                        "penstock.server.api.ListenerErrors",
                                        "penstock.server.api.SlowHeads")))
                .should()
                .dependOnClassesThat(webServer)
                .because("routes must survive a change of the web server")
                .check(classes);
    }

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> named(
            String... names) {
        return DescribedPredicate.describe(
                "are the listener",
                type ->
                        List.of(names).stream()
                                .anyMatch(
                                        name ->
                                                type.getName().equals(name)
                                                        || type.getName().startsWith(name + "$")));
    }

    @Test
    void packagesOfTheServerFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("penstock.server.(**)")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void packagesOfTheKernelFormNoCycle() {
        noClasses()
                .that(resideInAnyPackage("penstock.model.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("penstock.kernel..", "penstock.server.."))
                .check(classes);
    }
}
