package penstock.gateway.proxy;

import java.util.List;
import java.util.Optional;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Filters;

/// Sends clients elsewhere.
final class Redirecting {

    private final Filters.Redirect words;
    private final NewTarget target;

    /// @param prefix by which requests come, without a slash at its end
    Redirecting(Filters.Redirect words, String prefix) {
        this.words = words;
        this.target = NewTarget.of(words.path(), prefix);
    }

    /// @param scheme by which the client came
    Problem answer(RequestHead request, String scheme) {
        String to = words.scheme().orElse(scheme.equals("https") ? "https" : "http");
        String host = words.host().orElse(request.host());
        String path = target.text(request);
        // who does not say which host was asked for is told where on the same one
        String location = host.isEmpty() ? path : to + "://" + host + port(request, to) + path;
        return Problem.answer(
                words.status(),
                title(words.status()),
                List.of(new HeaderLine("Location", location)));
    }

    /// As the client wrote it, unless another is wanted; one that the scheme implies is left out.
    private String port(RequestHead request, String scheme) {
        int implied = scheme.equals("https") ? 443 : 80;
        int port =
                words.port()
                        .or(
                                () ->
                                        words.scheme().isPresent()
                                                ? Optional.of(implied)
                                                : asked(request))
                        .orElse(implied);
        return port == implied ? "" : ":" + port;
    }

    private static Optional<Integer> asked(RequestHead request) {
        String authority = request.authority();
        int colon = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
        String port = colon < 0 ? "" : authority.substring(colon + 1);
        return port.isEmpty() ? Optional.empty() : Optional.of(Integer.valueOf(port));
    }

    private static String title(int status) {
        return switch (status) {
            case 301 -> "Moved Permanently";
            case 303 -> "See Other";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            default -> "Found";
        };
    }
}
