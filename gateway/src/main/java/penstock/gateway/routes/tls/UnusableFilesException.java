package penstock.gateway.routes.tls;

import java.io.IOException;

/// The files that are needed to speak TLS cannot be used. The message says which and why.
public final class UnusableFilesException extends IOException {

    private static final long serialVersionUID = 1L;

    public UnusableFilesException(String message) {
        super(message);
    }
}
