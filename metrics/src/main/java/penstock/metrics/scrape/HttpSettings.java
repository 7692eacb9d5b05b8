package penstock.metrics.scrape;

import java.nio.file.Path;
import java.util.Optional;

/// How a target is asked.
///
/// @param asksForGzip whether the answer may be packed
/// @param follows whether the target may send us elsewhere
public record HttpSettings(boolean asksForGzip, boolean follows, Access access, Tls tls) {
    /// What certificates are believed.
    ///
    /// @param authorities a file of certificates; those of the Java installation otherwise
    /// @param isUnchecked whether any certificate will do, of any host
    public record Tls(Optional<Path> authorities, boolean isUnchecked) {
        public static final Tls USUAL = new Tls(Optional.empty(), false);
    }
}
