package penstock.gateway.routes;

import java.util.Optional;

/// An instance is spoken to within TLS.
///
/// @param serverName what its certificate has to be for: a name, which it is told too (RFC 6066 section 3), or an address in numbers
/// @param settings what it shares with others of its version
public record InstanceTls(String serverName, Settings settings) {

    public InstanceTls {
        Checks.text("serverName", serverName);
    }

    /// Files are named by their absolute paths, so that a table never holds a key.
    ///
    /// @param authorities a PEM file of those whose certificates count; without it those that come with Java
    /// @param own what the gateway shows when it is asked who it is
    /// @param minVersion the oldest version of TLS that is spoken
    /// @param isVerified false when any certificate will do, so that anybody between the two can read and change everything
    public record Settings(
            Optional<String> authorities,
            Optional<Own> own,
            Domain.TlsVersion minVersion,
            boolean isVerified) {

        public Settings {
            authorities.ifPresent(file -> Checks.text("authorities", file));
        }
    }

    /// A certificate and its key, as PEM files.
    ///
    /// @param certificate the own one first, then those that lead to its authority
    public record Own(String certificate, String key) {
        public Own {
            Checks.text("certificate", certificate);
            Checks.text("key", key);
        }
    }
}
