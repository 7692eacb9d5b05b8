package penstock.capabilities.services;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import penstock.gateway.routes.InstanceTls;
import penstock.model.Default;

/// The instances speak TLS: gateway and probes do so with them. Files are PEM, named by an absolute path or by one relative to
/// `certificates/` in the data directory.
///
/// @param ca the file of the authorities whose certificates count; without it those that come with Java
/// @param serverName what the certificate of an instance has to be for, and what the instance is told; without it the name of its address,
///     or else the address itself
/// @param certificate the file of the certificate that is shown to instances that ask for one, followed by those that lead to its authority
/// @param key the file of its private key, without a passphrase
/// @param minVersion the oldest version that is spoken, `1.2` or `1.3`
/// @param insecure whether any certificate will do: then anybody on the way can read and change what is sent
public record TlsSpec(
        Optional<String> ca,
        Optional<String> serverName,
        Optional<String> certificate,
        Optional<String> key,
        @Default("'1.2'") OldestTls minVersion,
        @Default("false") boolean insecure) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?");

    public TlsSpec {
        ca.ifPresent(file -> PemPath.check("ca", file));
        certificate.ifPresent(file -> PemPath.check("certificate", file));
        key.ifPresent(file -> PemPath.check("key", file));
        serverName = serverName.map(name -> name.toLowerCase(Locale.ROOT));
        serverName.ifPresent(TlsSpec::checkName);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    (certificate.isPresent() ? "key" : "certificate")
                            + ": missing (expected: both, certificate and key, or neither)");
        }
        if (insecure && ca.isPresent()) {
            throw new IllegalArgumentException(
                    "insecure: true beside ca (expected: one of them; with insecure nobody is verified)");
        }
    }

    private static void checkName(String name) {
        boolean isName = NAME.matcher(name).matches() && !name.contains("..");
        if (!isName && !isVersion6(name)) {
            throw new IllegalArgumentException(
                    "serverName: \""
                            + name
                            + "\" (expected: a name such as shop.internal, or an IP address, without a port)");
        }
    }

    private static boolean isVersion6(String text) {
        try {
            return text.contains(":") && InetAddress.ofLiteral(text).getAddress().length == 16;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// The same with what it leaves open.
    ///
    /// @param path where a file is
    /// @param name of the instance, or its address
    TlsSpec resolved(UnaryOperator<String> path, String name) {
        return new TlsSpec(
                ca.map(path),
                serverName.or(() -> Optional.of(name)),
                certificate.map(path),
                key.map(path),
                minVersion,
                insecure);
    }

    /// What gateway and probes go by.
    ///
    /// @param address of the instance, in numbers
    public InstanceTls words(String address) {
        return new InstanceTls(
                serverName.orElse(address),
                new InstanceTls.Settings(
                        ca,
                        certificate.flatMap(
                                file -> key.map(other -> new InstanceTls.Own(file, other))),
                        minVersion.version(),
                        !insecure));
    }
}
