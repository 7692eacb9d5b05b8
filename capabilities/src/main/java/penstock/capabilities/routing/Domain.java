package penstock.capabilities.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import penstock.capabilities.services.AccessSpec;
import penstock.capabilities.services.OldestTls;
import penstock.capabilities.services.PemPath;
import penstock.gateway.routes.Domain.ClientAuth;
import penstock.gateway.routes.Domain.Secured;
import penstock.model.Condition;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Scope;

/// Host names that the gateway serves over TLS, and how. It lives in an environment like the services behind the hosts, as who may
/// change these should be who may change their certificates; in Kubernetes a Gateway lives in a namespace for the same reason.
public final class Domain {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Domain",
                    "domains",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status(Optional.empty(), Optional.empty(), List.of(), List.of()),
                    false);

    private static final int MOST_PORT = 65_535;

    private Domain() {}

    /// @param hosts names such as `shop.example.com`, `*.example.com` for all names below one, `*` for clients that name no host or
    ///     one that no domain has
    /// @param tls certificate and versions
    /// @param redirectToHttps whether requests without TLS are sent to the same address with it, by 308
    /// @param httpsPort the port they are sent to: the one under which users reach the gateway's TLS
    /// @param hsts for how long browsers are told to use nothing but TLS for these hosts; 0 s to tell them nothing
    /// @param hstsSubdomains whether that holds for all names below the hosts too
    /// @param access which clients may ask for the hosts, by their addresses, with or without TLS; without it all. Services and rules of
    ///     routes may refuse them still
    public record Spec(
            List<String> hosts,
            Tls tls,
            @Default("false") boolean redirectToHttps,
            @Default("443") int httpsPort,
            @Default("0s") Duration hsts,
            @Default("false") boolean hstsSubdomains,
            Optional<AccessSpec> access) {
        public Spec {
            hosts = List.copyOf(hosts);
            if (httpsPort < 1 || httpsPort > MOST_PORT) {
                throw new IllegalArgumentException(
                        "httpsPort: " + httpsPort + " (expected: 1 to " + MOST_PORT + ")");
            }
            var secured = new Secured(0, seconds(hsts), hstsSubdomains);
            words("-", hosts, tls, secured, access, file -> file);
        }

        /// What the gateway is told.
        ///
        /// @param path where a file of the spec is
        penstock.gateway.routes.Domain words(Ref domain, Function<String, String> path) {
            var secured =
                    new Secured(redirectToHttps ? httpsPort : 0, seconds(hsts), hstsSubdomains);
            return words(Traffic.key(domain), hosts, tls, secured, access, path);
        }

        private static long seconds(Duration hsts) {
            return hsts.toSeconds();
        }

        private static penstock.gateway.routes.Domain words(
                String id,
                List<String> hosts,
                Tls tls,
                Secured secured,
                Optional<AccessSpec> access,
                Function<String, String> path) {
            return new penstock.gateway.routes.Domain(
                    id,
                    hosts,
                    path.apply(tls.certificate()),
                    path.apply(tls.key()),
                    tls.minVersion().version(),
                    tls.clientAuth()
                            .map(
                                    clients ->
                                            new ClientAuth(
                                                    path.apply(clients.ca()),
                                                    clients.mode() == ClientMode.REQUIRED)),
                    secured,
                    access.map(AccessSpec::words));
        }
    }

    /// How TLS is spoken. Files are PEM, named by an absolute path or by one relative to `certificates/` in the data directory.
    ///
    /// @param certificate the file of the certificate, followed by those that lead to its authority
    /// @param key the file of its private key, without a passphrase
    /// @param minVersion the oldest version that is spoken, `1.2` or `1.3`
    /// @param clientAuth asks clients for a certificate
    public record Tls(
            String certificate,
            String key,
            @Default("'1.2'") OldestTls minVersion,
            Optional<Clients> clientAuth) {
        public Tls {
            PemPath.check("certificate", certificate);
            PemPath.check("key", key);
        }
    }

    /// Clients prove who they are.
    ///
    /// @param ca the file of the authorities whose certificates count
    /// @param mode whether clients without one are refused
    public record Clients(String ca, @Default("required") ClientMode mode) {
        public Clients {
            PemPath.check("ca", ca);
        }
    }

    public enum ClientMode {
        /// Clients without a certificate of the authorities are refused.
        REQUIRED,
        /// They are served too; who has one is told to the service.
        OPTIONAL
    }

    /// @param certified the reason of the condition `Certified`, such as `Valid`
    /// @param validUntil when the certificate expires
    /// @param covers the hosts that it is for
    public record Status(
            Optional<String> certified,
            Optional<Instant> validUntil,
            List<String> covers,
            List<Condition> conditions) {
        public Status {
            covers = List.copyOf(covers);
            conditions = List.copyOf(conditions);
        }
    }
}
