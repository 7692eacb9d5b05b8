package penstock.server.api;

import java.util.List;

/// What still stands in the way of serving.
public interface Readiness {
    /// A sentence for each reason; empty when ready.
    List<String> missing();
}
