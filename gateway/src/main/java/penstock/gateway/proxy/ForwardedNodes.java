package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import penstock.gateway.http.Ascii;

/// Reads the nodes out of a `Forwarded` field (RFC 7239 section 4).
final class ForwardedNodes {

    private final String text;
    private int at;

    private ForwardedNodes(String text) {
        this.text = text;
    }

    /// What each element says in `for`, without quotes, the client first; an empty text where it says nothing. Nothing at all
    /// when the field is malformed, as what is written after it would then be read as a part of it.
    static Optional<List<String>> of(String field) {
        var reader = new ForwardedNodes(field);
        List<String> nodes = new ArrayList<>();
        do {
            Optional<String> node = reader.element();
            if (node.isEmpty()) {
                return Optional.empty();
            }
            nodes.add(node.get());
        } while (reader.take(','));
        return reader.at == field.length() ? Optional.of(nodes) : Optional.empty();
    }

    private Optional<String> element() {
        String node = "";
        do {
            blanks();
            String name = token();
            if (name.isEmpty() || !take('=')) {
                return Optional.empty();
            }
            Optional<String> value = value();
            if (value.isEmpty()) {
                return value;
            }
            if (name.toLowerCase(Locale.ROOT).equals("for")) {
                node = value.get();
            }
            blanks();
        } while (take(';'));
        return Optional.of(node);
    }

    private Optional<String> value() {
        if (take('"')) {
            return quoted();
        }
        return Optional.of(token()).filter(value -> !value.isEmpty());
    }

    private Optional<String> quoted() {
        var value = new StringBuilder();
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next == '"') {
                return Optional.of(value.toString());
            }
            if (next == '\\' && at < text.length()) {
                next = text.charAt(at++);
            }
            value.append(next);
        }
        return Optional.empty();
    }

    private String token() {
        int from = at;
        while (at < text.length()
                && text.charAt(at) < 0x80
                && Ascii.isToken((byte) text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    private boolean take(char wanted) {
        boolean isThere = at < text.length() && text.charAt(at) == wanted;
        if (isThere) {
            at++;
        }
        return isThere;
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }
}
