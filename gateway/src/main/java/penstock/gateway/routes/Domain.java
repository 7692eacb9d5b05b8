package penstock.gateway.routes;

import java.util.List;
import java.util.Optional;

/// Host names that are served over TLS, and how. Certificates are named by the paths of their files, so that a table never holds
/// a key.
///
/// - `id` names the domain in logs and errors, for example `production/shop`.
/// - `hosts`: names, `*.example.com` for all names below one, `*` for clients that name no host or one that no domain has.
/// - `certificate`, `key`: absolute paths of PEM files; the certificate first, then those that lead to its authority.
/// - `minVersion`: the oldest version of TLS that is spoken.
/// - `clients`: whether they prove who they are.
/// - `secured`: what becomes of requests that come without TLS, and what browsers are told.
/// - `access`: which clients may send requests for the hosts, with or without TLS; all without it.
public record Domain(
        String id,
        List<String> hosts,
        String certificate,
        String key,
        TlsVersion minVersion,
        Optional<ClientAuth> clients,
        Secured secured,
        Optional<Access> access) {

    /// The host that stands for all that no domain has.
    public static final String ANY = "*";

    public Domain {
        Checks.text("id", id);
        hosts = hosts.stream().map(host -> host.equals(ANY) ? ANY : Route.host(host)).toList();
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException(
                    "hosts: none (expected: at least one name such as shop.example.com)");
        }
        Checks.text("certificate", certificate);
        Checks.text("key", key);
    }

    /// A domain for all clients.
    public Domain(
            String id,
            List<String> hosts,
            String certificate,
            String key,
            TlsVersion minVersion,
            Optional<ClientAuth> clients,
            Secured secured) {
        this(id, hosts, certificate, key, minVersion, clients, secured, Optional.empty());
    }

    public Domain with(Access other) {
        return new Domain(
                id, hosts, certificate, key, minVersion, clients, secured, Optional.of(other));
    }

    /// The oldest version of TLS that may be spoken; versions before these are never spoken (RFC 8996).
    public enum TlsVersion {
        TLS_1_2,
        TLS_1_3
    }

    /// Clients are asked for a certificate.
    ///
    /// @param authorities the PEM file of those whose certificates count
    /// @param isRequired false when a client without one is served too
    public record ClientAuth(String authorities, boolean isRequired) {
        public ClientAuth {
            Checks.text("authorities", authorities);
        }
    }

    /// How clients are kept to TLS.
    ///
    /// @param redirectPort the port to which requests without TLS are sent by 308; 0 when they are served
    /// @param hstsSeconds for how long browsers are told to use nothing but TLS (RFC 6797); 0 to tell them nothing
    /// @param hasSubdomains whether that holds for all names below the host too
    public record Secured(int redirectPort, long hstsSeconds, boolean hasSubdomains) {

        /// Requests without TLS are served as well.
        public static final Secured NO = new Secured(0, 0, false);

        public Secured {
            Checks.range("redirectPort", redirectPort, 0, 65_535);
            Checks.range("hstsSeconds", hstsSeconds, 0, Integer.MAX_VALUE);
        }
    }
}
