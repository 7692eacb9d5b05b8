package penstock.server.api;

import java.util.Optional;
import java.util.regex.Pattern;
import penstock.kernel.store.Put;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// What the caller expects to be stored, from `If-Match` and `If-None-Match`.
sealed interface Precondition {
    Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"|(\\d{1,18})");

    record None() implements Precondition {}

    record Revision(long revision) implements Precondition {}

    record MustExist() implements Precondition {}

    record MustNotExist() implements Precondition {}

    static Precondition of(Request request) {
        var match = request.header("If-Match").map(String::strip);
        var noneMatch = request.header("If-None-Match").map(String::strip);
        if (match.isPresent() && noneMatch.isPresent()) {
            throw invalid("If-None-Match", "together with If-Match (expected: one of them)");
        }
        if (noneMatch.isPresent()) {
            if (!noneMatch.get().equals("*")) {
                throw invalid("If-None-Match", noneMatch.get() + " (expected: *, to create only)");
            }
            return new MustNotExist();
        }
        return match.map(Precondition::match).orElse(new None());
    }

    private static Precondition match(String value) {
        if (value.equals("*")) {
            return new MustExist();
        }
        var form = ETAG.matcher(value);
        if (!form.matches()) {
            throw invalid("If-Match", value + " (expected: one revision such as \"7\", or *)");
        }
        var digits = form.group(1) == null ? form.group(2) : form.group(1);
        return new Revision(Long.parseLong(digits));
    }

    private static ProblemException invalid(String header, String message) {
        return new ProblemException(Problem.Invalid.at("", header, message));
    }

    /// For the write path, given what is stored now.
    default Optional<Long> expected(Optional<Long> stored) {
        return switch (this) {
            case None _ -> Optional.empty();
            case Revision(var revision) -> Optional.of(revision);
            case MustExist _ -> stored;
            case MustNotExist _ -> Optional.of(Put.ABSENT);
        };
    }

    static String etag(long revision) {
        return "\"" + revision + "\"";
    }
}
