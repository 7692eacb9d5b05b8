package penstock.server;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// A Java source of the repository, parsed, for rules about the sources of all modules, compiled or not.
final class SourceFile {
    /// A method or constructor; canonical constructors of records have no parameters of their own.
    record Method(String name, long lines, int parameters) {}

    /// An annotation, with its first and last line.
    private record Placed(String name, int start, int end) {}

    private final String module;
    private final Path path;
    private final boolean isMain;
    private final List<String> lines;
    private final Set<String> used = new TreeSet<>();
    private final Set<String> annotations = new TreeSet<>();
    private final Set<String> calls = new TreeSet<>();
    private final List<Method> methods = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private String packageName = "";

    private SourceFile(String module, Path path, boolean isMain, List<String> lines) {
        this.module = module;
        this.path = path;
        this.isMain = isMain;
        this.lines = lines;
    }

    /// All sources below the repository this test runs in.
    static List<SourceFile> all() {
        var root = root();
        try (var files = Files.walk(root)) {
            var paths =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> isSource(root.relativize(file)))
                            .sorted()
                            .toList();
            return parse(root, paths);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        var given = System.getProperty("penstock.root");
        var at = Path.of(given == null ? "" : given).toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("no mvnw above the working directory");
            }
        }
        return at;
    }

    private static boolean isSource(Path relative) {
        var text = "/" + relative;
        return text.contains("/src/main/java/") || text.contains("/src/test/java/");
    }

    private static List<SourceFile> parse(Path root, List<Path> paths) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(paths));
            var trees = Trees.instance(task);
            var sources = new ArrayList<SourceFile>();
            for (var unit : task.parse()) {
                var path = Path.of(unit.getSourceFile().toUri());
                var relative = root.relativize(path).toString().replace('\\', '/');
                var module = relative.substring(0, relative.indexOf("/src/"));
                var source =
                        new SourceFile(
                                module,
                                root.relativize(path),
                                relative.contains("/src/main/"),
                                Files.readAllLines(path));
                source.packageName = String.valueOf(unit.getPackageName());
                source.new Scanner(unit, trees).scan(unit, null);
                sources.add(source);
            }
            return sources;
        }
    }

    private final class Scanner extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;

        Scanner(CompilationUnitTree unit, Trees trees) {
            this.unit = unit;
            this.trees = trees;
        }

        @Override
        public Void visitImport(ImportTree tree, Void unused) {
            use(tree.getQualifiedIdentifier().toString());
            return super.visitImport(tree, null);
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree tree, Void unused) {
            use(tree.toString());
            return super.visitMemberSelect(tree, null);
        }

        /// The package of `penstock.a.b.Type.member` is what comes before the first capital.
        private void use(String name) {
            if (!name.startsWith("penstock.") || name.contains("(")) {
                return;
            }
            var parts = new ArrayList<String>();
            for (var part : name.split("\\.", -1)) {
                if (!part.isEmpty() && !Character.isLowerCase(part.charAt(0))) {
                    used.add(String.join(".", parts));
                    return;
                }
                parts.add(part);
            }
        }

        @Override
        public Void visitMethod(MethodTree tree, Void unused) {
            boolean isOfRecord =
                    getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                            && type.getKind() == Tree.Kind.RECORD
                            && tree.getName().contentEquals("<init>");
            methods.add(
                    new Method(
                            tree.getName().toString(),
                            lines(tree),
                            isOfRecord ? 0 : tree.getParameters().size()));
            return super.visitMethod(tree, null);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
            calls.add(tree.getMethodSelect().toString());
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public Void visitAnnotation(AnnotationTree tree, Void unused) {
            var full = tree.getAnnotationType().toString();
            var name = full.substring(full.lastIndexOf('.') + 1);
            annotations.add(name);
            placed.add(new Placed(name, (int) line(tree), (int) lineOfEnd(tree)));
            return super.visitAnnotation(tree, null);
        }

        /// Of the body: a table in an annotation above it is data, not code.
        private long lines(MethodTree tree) {
            return tree.getBody() == null ? 0 : lineOfEnd(tree) - line(tree.getBody()) + 1;
        }

        private long line(Tree tree) {
            return unit.getLineMap()
                    .getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
        }

        private long lineOfEnd(Tree tree) {
            return unit.getLineMap()
                    .getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
        }
    }

    String module() {
        return module;
    }

    String name() {
        return path.toString();
    }

    String fileName() {
        return String.valueOf(path.getFileName());
    }

    String packageName() {
        return packageName;
    }

    boolean isMain() {
        return isMain;
    }

    String text() {
        return String.join("\n", lines);
    }

    int lineCount() {
        return lines.size();
    }

    Set<String> usedPackages() {
        return used;
    }

    Set<String> annotations() {
        return annotations;
    }

    Set<String> calls() {
        return calls;
    }

    List<Method> methods() {
        return methods;
    }

    /// Lines of annotations of a name that have no comment behind them, within them or on the line above.
    List<Integer> unexplained(String name) {
        return placed.stream()
                .filter(annotation -> annotation.name().equals(name))
                .filter(annotation -> !hasComment(annotation.start() - 1, annotation.end()))
                .map(Placed::start)
                .toList();
    }

    private boolean hasComment(int first, int last) {
        return lines.subList(Math.max(1, first) - 1, Math.min(lines.size(), last)).stream()
                .anyMatch(line -> line.contains("//"));
    }

    Stream<String> commentLines() {
        return lines.stream().filter(line -> line.contains("//") || line.strip().startsWith("*"));
    }
}
