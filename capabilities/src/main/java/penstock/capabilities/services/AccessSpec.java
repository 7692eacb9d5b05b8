package penstock.capabilities.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.gateway.routes.Access;
import penstock.gateway.routes.AddressRange;
import penstock.model.Default;

/// Which clients may use a service, come by a rule or ask for the hosts of a domain, by their addresses. The narrowest range that has an address decides; of the same range in both
/// lists, `deny` does. Who is in neither may only if nothing is to be allowed.
///
/// @param allow addresses and ranges, such as `10.0.0.0/8` or `2001:db8::1`
/// @param deny likewise
/// @param allowFile a file with more to allow, one in each line, by its absolute path; it is read again when it has changed
/// @param denyFile likewise
/// @param dryRun whether clients that may not are only counted
public record AccessSpec(
        List<String> allow,
        List<String> deny,
        Optional<String> allowFile,
        Optional<String> denyFile,
        @Default("false") boolean dryRun) {
    public AccessSpec {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        words(allow, deny, allowFile, denyFile, dryRun);
    }

    public Access words() {
        return words(allow, deny, allowFile, denyFile, dryRun);
    }

    private static Access words(
            List<String> allow,
            List<String> deny,
            Optional<String> allowFile,
            Optional<String> denyFile,
            boolean dryRun) {
        return new Access(
                listed("allow", allow, allowFile), listed("deny", deny, denyFile), dryRun);
    }

    private static Access.Listed listed(String name, List<String> texts, Optional<String> file) {
        var ranges = new ArrayList<AddressRange>();
        var mistakes = new ArrayList<String>();
        for (var i = 0; i < texts.size(); i++) {
            try {
                ranges.add(AddressRange.parse(texts.get(i)));
            } catch (IllegalArgumentException e) {
                mistakes.add(name + "[" + i + "]: " + e.getMessage());
            }
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", mistakes));
        }
        try {
            return new Access.Listed(ranges, file);
        } catch (IllegalArgumentException e) {
            var message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(
                    message.startsWith("file")
                            ? name + "F" + message.substring(1)
                            : name + ": " + message,
                    e);
        }
    }
}
