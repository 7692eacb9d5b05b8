package penstock.server.api;

import java.util.List;

/// What still stands in the way of serving.
public interface Readiness {
    /// A sentence for each reason; empty when ready.
    List<String> missing();

    /// What does not work though the server serves, a sentence each.
    default List<String> impaired() {
        return List.of();
    }
}
