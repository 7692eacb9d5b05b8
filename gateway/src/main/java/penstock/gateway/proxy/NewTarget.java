package penstock.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Filters;

/// What a rewrite or a redirect makes of the target of a request.
final class NewTarget {

    /// In place of the first `cut` bytes of the path; null when the path stays.
    private final byte @Nullable [] start;

    private final int cut;

    /// @param prefix by which requests come, without a slash at its end
    private NewTarget(Optional<Filters.NewPath> path, String prefix) {
        Filters.NewPath given = path.orElse(null);
        switch (given) {
            case null -> {
                start = null;
                cut = 0;
            }
            case Filters.NewPath.Full(var text) -> {
                start = Ascii.bytes(text);
                cut = Integer.MAX_VALUE;
            }
            case Filters.NewPath.Prefix(var text) -> {
                String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
                start = Ascii.bytes(trimmed);
                cut = prefix.length();
            }
        }
    }

    static NewTarget of(Optional<Filters.NewPath> path, String prefix) {
        return new NewTarget(path, prefix);
    }

    /// The path and the query that come of a request; null when they stay as they are.
    byte @Nullable [] of(RequestHead request) {
        byte[] head = start;
        byte[] bytes = request.head().bytes();
        int from = request.targetFrom();
        if (head == null || (request.targetTo() > from && bytes[from] == '*')) {
            return null;
        }
        int rest = Math.min(request.pathTo(), cut == Integer.MAX_VALUE ? cut : from + cut);
        int tail = request.targetTo() - rest;
        boolean isEmpty = head.length == 0 && rest == request.pathTo();
        byte[] made = new byte[head.length + (isEmpty ? 1 : 0) + tail];
        System.arraycopy(isEmpty ? Ascii.bytes("/") : head, 0, made, 0, isEmpty ? 1 : head.length);
        System.arraycopy(bytes, rest, made, made.length - tail, tail);
        return made;
    }

    /// The same as text, whether it is new or not.
    String text(RequestHead request) {
        byte[] made = of(request);
        if (made != null) {
            return new String(made, StandardCharsets.ISO_8859_1);
        }
        byte[] bytes = request.head().bytes();
        String query =
                new String(
                        bytes,
                        request.pathTo(),
                        request.targetTo() - request.pathTo(),
                        StandardCharsets.ISO_8859_1);
        return request.path() + (query.startsWith("?") ? query : "");
    }

    /// Whether the path stays as it is.
    boolean isSame() {
        return start == null;
    }
}
