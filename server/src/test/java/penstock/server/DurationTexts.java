package penstock.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds where a compiled class makes a text of a duration in the way of Java, `PT5S`: joined with others or handed to the log. What is
/// the last thing on the stack before such a call tells, which is how the compiler writes it.
final class DurationTexts {
    private static final String DURATION = "Ljava/time/Duration;";

    private final String name;
    private final List<String> found = new ArrayList<>();
    private final Map<Integer, String> locals = new HashMap<>();
    private int line;

    private DurationTexts(String name) {
        this.name = name;
    }

    /// Class and line of each.
    static List<String> in(URI file) {
        try (var bytes = file.toURL().openStream()) {
            var parsed = ClassFile.of().parse(bytes.readAllBytes());
            var texts = new DurationTexts(parsed.thisClass().asInternalName());
            parsed.methods().forEach(method -> method.code().ifPresent(texts::look));
            return texts.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look(CodeModel code) {
        var variables = code.elementStream().filter(LocalVariable.class::isInstance).toList();
        boolean isOnTop = false;
        for (var element : code) {
            if (element instanceof LineNumber next) {
                line = next.line();
            } else if (element instanceof LabelTarget target) {
                variables.forEach(variable -> leave((LocalVariable) variable, target));
                variables.forEach(variable -> enter((LocalVariable) variable, target));
            } else if (element instanceof Instruction) {
                if (isOnTop && element instanceof InvokeInstruction call && makesText(call)) {
                    found.add(name + ":" + line);
                }
                isOnTop = DURATION.equals(left(element));
            }
        }
    }

    private void leave(LocalVariable variable, LabelTarget target) {
        if (variable.endScope().equals(target.label())) {
            locals.remove(variable.slot());
        }
    }

    private void enter(LocalVariable variable, LabelTarget target) {
        if (variable.startScope().equals(target.label())) {
            locals.put(variable.slot(), variable.typeSymbol().descriptorString());
        }
    }

    private static boolean makesText(InvokeInstruction call) {
        var method = call.owner().asInternalName() + "." + call.name().stringValue();
        return switch (method) {
            case "java/time/Duration.toString", "org/slf4j/spi/LoggingEventBuilder.addKeyValue" ->
                    true;
            case "java/lang/String.valueOf", "java/lang/StringBuilder.append" -> true;
            default -> false;
        };
    }

    /// What an instruction leaves on the stack, as far as it matters.
    private String left(CodeElement element) {
        return switch (element) {
            case InvokeInstruction call -> call.typeSymbol().returnType().descriptorString();
            case FieldInstruction field -> field.typeSymbol().descriptorString();
            case TypeCheckInstruction check -> "L" + check.type().asInternalName() + ";";
            case LoadInstruction load -> locals.getOrDefault(load.slot(), "");
            default -> "";
        };
    }
}
