package penstock.bench.promql;

import java.io.IOException;
import java.net.URI;
import penstock.bench.rig.ServerProcess;

/// One of the two that are compared, with its API.
interface Subject {
    String name();

    /// What comes before `/api/v1/…`.
    URI url();

    /// The header `Authorization`; `""` for none.
    String authorization();

    ServerProcess process();

    /// A query of the table in the words of this one.
    String query(String text);

    default double processorSeconds() throws IOException {
        return process().processorSeconds();
    }
}
