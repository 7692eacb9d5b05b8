package penstock.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Domains;

/// What a request's host asks of the connection that it comes by.
final class Securing {

    private static final int HTTPS_PORT = 443;

    private Securing() {}

    /// The answer to a request that must come another way; null when it may be served.
    ///
    /// A client that proved who it is, or was asked to, did so for the domain whose certificate it saw; for another it must connect
    /// anew (RFC 9110 section 15.5.20). Requests for a domain that asks its clients for a certificate are therefore not served by
    /// another's connection, and where the certificate is required, not without TLS.
    static @Nullable Problem refusal(Domains domains, RequestHead request, Way way) {
        Domain domain = domains.of(request.host());
        Peer peer = way.peer();
        boolean isOwn = domain != null && domain.id().equals(peer.domain());
        if (!peer.certificate().isEmpty() && !isOwn) {
            return Problem.misdirected(request.host());
        }
        if (domain == null) {
            return null;
        }
        if (!way.isSecure() && domain.secured().redirectPort() > 0) {
            return redirect(domain, request);
        }
        boolean isAsking = domain.clients().isPresent();
        boolean isRequired = isAsking && domain.clients().get().isRequired();
        boolean isProven = isOwn && (!isRequired || !peer.certificate().isEmpty());
        boolean isOpen = !isRequired && !peer.isSecure();
        return !isAsking || isProven || isOpen ? null : Problem.misdirected(request.host());
    }

    /// To the same place over TLS. 308, so that a POST stays one.
    private static @Nullable Problem redirect(Domain domain, RequestHead request) {
        if (request.host().isEmpty()) {
            // a client of HTTP/1.0 that does not say which host it means
            return Problem.misdirected(request.host());
        }
        int port = domain.secured().redirectPort();
        String target =
                new String(
                        request.head().bytes(),
                        request.targetFrom(),
                        request.targetTo() - request.targetFrom(),
                        StandardCharsets.ISO_8859_1);
        String location =
                "https://"
                        + request.host()
                        + (port == HTTPS_PORT ? "" : ":" + port)
                        + (target.startsWith("/") ? "" : "/")
                        + (target.equals("*") ? "" : target);
        return Problem.answer(
                308, "Permanent Redirect", List.of(new HeaderLine("Location", location)));
    }

    /// The value of `Strict-Transport-Security` for an answer; empty for none. Browsers heed it over TLS only.
    static String strictTransport(Domains domains, RequestHead request, Way way) {
        if (domains.isEmpty() || !way.isSecure()) {
            return "";
        }
        Domain domain = domains.of(request.host());
        if (domain == null || domain.secured().hstsSeconds() == 0) {
            return "";
        }
        return "max-age="
                + domain.secured().hstsSeconds()
                + (domain.secured().hasSubdomains() ? "; includeSubDomains" : "");
    }
}
