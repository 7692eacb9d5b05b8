package penstock.cli.api;

import java.util.Map;
import java.util.Optional;
import penstock.model.Node;
import penstock.model.Text;

/// Reads the event stream format of the HTML standard (section 9.2.6), as far as the API uses it.
final class WatchParser {
    private String id = "";
    private String event = "";
    private final StringBuilder data = new StringBuilder();

    /// Takes the next line; an empty line completes an event.
    Optional<WatchEvent> line(String line) {
        if (line.isEmpty()) {
            return complete();
        }
        int colon = line.indexOf(':');
        var name = colon < 0 ? line : line.substring(0, colon);
        var value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (name) {
            case "id" -> id = value;
            case "event" -> event = value;
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            default -> {}
        }
        return Optional.empty();
    }

    private Optional<WatchEvent> complete() {
        boolean isChange = event.equals("put") || event.equals("delete");
        var text = data.toString();
        var found =
                isChange
                        ? Optional.of(
                                new WatchEvent(
                                        id,
                                        event.equals("delete"),
                                        text.isEmpty() ? Node.map(Map.of()) : Text.readJson(text)))
                        : Optional.<WatchEvent>empty();
        event = "";
        data.setLength(0);
        return found;
    }
}
