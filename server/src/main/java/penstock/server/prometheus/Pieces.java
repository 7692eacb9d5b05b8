package penstock.server.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.QueryProblem;

/// Text that goes out piece by piece, so that an answer is never in memory as a whole.
final class Pieces {
    private static final int LARGE = 32 * 1024;

    private final StringBuilder text = new StringBuilder(LARGE + 1024);
    private final OutputStream out;
    private final Engine.Place place;

    Pieces(OutputStream out, Engine.Place place) {
        this.out = out;
        this.place = place;
    }

    /// Where more is appended.
    StringBuilder text() {
        return text;
    }

    void spillIfLarge() throws IOException {
        if (text.length() >= LARGE) {
            spill();
        }
    }

    /// @throws IOException also when the time is over
    void spill() throws IOException {
        try {
            place.check("answering");
        } catch (QueryProblem e) {
            throw new IOException(e.getMessage(), e);
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }
}
