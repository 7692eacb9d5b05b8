package penstock.gateway.routes.tls;

/// What is wrong with the files of a domain.
///
/// @param reason in one word
/// @param message names the file, what is wrong with it, and what was expected; nothing of its content
public record Fault(Reason reason, String message) {

    /// What kind of fault it is. Those that stand first are worse.
    public enum Reason {
        FILE_MISSING(true),
        FILE_UNREADABLE(true),
        NO_CERTIFICATE(true),
        NO_KEY(true),
        KEY_DOES_NOT_FIT(true),
        EXPIRED(false),
        NOT_YET_VALID(false),
        HOSTS_NOT_COVERED(false),
        CHAIN_BROKEN(false);

        private final boolean isFatal;

        Reason(boolean isFatal) {
            this.isFatal = isFatal;
        }

        /// Whether nothing can be served with such files. With others a client may warn its user, or refuse to connect.
        public boolean isFatal() {
            return isFatal;
        }
    }
}
