package penstock.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// An expected failure, told to the user. The list is closed; `server/api` is the only place that turns it into HTTP.
public sealed interface Problem {
    /// Stable, for programs: never renamed.
    default String code() {
        return switch (this) {
            case Invalid _ -> "invalid";
            case NotFound _ -> "not-found";
            case Conflict _ -> "conflict";
            case Refused refused -> refused.reason();
            case Unauthenticated _ -> "unauthenticated";
            case TooFarBehind _ -> "too-far-behind";
            case Unavailable _ -> "unavailable";
        };
    }

    String message();

    /// The request or manifest is wrong; all mistakes at once.
    record Invalid(String subject, List<Violation> violations) implements Problem {
        public Invalid {
            violations = List.copyOf(violations);
        }

        public static Invalid at(String subject, String path, String message) {
            return new Invalid(subject, List.of(new Violation(path, message)));
        }

        @Override
        public String message() {
            var prefix = subject.isEmpty() ? "" : subject + " ";
            return violations.stream()
                    .map(violation -> prefix + violation)
                    .collect(Collectors.joining("\n"));
        }
    }

    record NotFound(String what, String hint) implements Problem {
        @Override
        public String message() {
            return what + " does not exist" + hint + ".";
        }
    }

    record Conflict(Ref ref, long expected, long current) implements Problem {
        @Override
        public String message() {
            return ref
                    + " was changed by someone else (your revision: "
                    + expected
                    + ", current: "
                    + current
                    + "). Fetch it again and reapply.";
        }
    }

    /// Understood, but not allowed in the present state.
    ///
    /// @param reason a stable code such as `immutable` or `release-name-reused`
    record Refused(String reason, String message, Map<String, String> details) implements Problem {
        public static Refused because(String reason, String message) {
            return new Refused(reason, message, Map.of());
        }
    }

    record Unauthenticated(String message) implements Problem {}

    /// A watcher asked for changes that are no longer kept: list again and watch from the list's revision.
    record TooFarBehind(long asked, long oldest) implements Problem {
        @Override
        public String message() {
            return "Changes since revision "
                    + asked
                    + " are no longer kept (oldest: "
                    + oldest
                    + "). List again and watch from the revision of the list.";
        }
    }

    /// Something this needs does not work at present: a full disk, a gateway that is away.
    record Unavailable(String message) implements Problem {}
}
