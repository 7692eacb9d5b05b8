package penstock.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.ProblemException;
import penstock.server.api.HttpApi;
import penstock.server.config.Settings;
import penstock.server.logging.LogKeys;
import penstock.server.wiring.Around;

/// A running server: everything between start and stop.
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Parts parts;
    private final HttpApi api;

    private Server(Parts parts, HttpApi api) {
        this.parts = parts;
        this.api = api;
    }

    /// Starts a server with the features of this program.
    ///
    /// @throws ProblemException what stands in the way, in words for the user; nothing is left running
    public static Server start(Settings settings) {
        return start(settings, Around.NOTHING);
    }

    /// As [#start(Settings)], for whoever wants to watch each write and each effect.
    public static Server start(Settings settings, Around around) {
        var parts = new Parts();
        try {
            return new Server(parts, Wiring.start(settings, parts, around));
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    /// Where the API is, such as `http://127.0.0.1:7070`.
    public String url() {
        return api.url();
    }

    /// Watches, followed logs and waiting gateways at present.
    public int openStreams() {
        return api.openStreams();
    }

    /// Stops every part in the opposite order. May be called twice.
    @Override
    public void close() {
        LOG.atInfo().addKeyValue(LogKeys.URL, url()).log("server stopping");
        parts.close();
    }
}
