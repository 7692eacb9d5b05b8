package penstock.gateway.routes.tls;

import java.security.cert.CertificateException;
import penstock.gateway.routes.TlsFault;

/// An instance has shown a certificate that does not count. The message says which, and what was expected.
public final class UntrustedException extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final TlsFault fault;

    UntrustedException(TlsFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /// `NOT_TRUSTED`, `WRONG_NAME` or `EXPIRED`.
    public TlsFault fault() {
        return fault;
    }
}
