package penstock.capabilities.services;

import java.util.Map;

/// Finds the instances of releases that somebody else runs. Answers with what is known, and looks nothing up meanwhile.
public interface Discovery {
    /// Where they are, as far as is known. Names that are not followed are not known.
    Whereabouts find(ExternalSpec external);

    /// Keeps looking up the names of these releases of a service, by the names of the releases, and of no others.
    ///
    /// @param service `environment/name`
    void follow(String service, Map<String, ExternalSpec> releases);

    /// What was asked for with `follow`.
    Map<String, ExternalSpec> followed(String service);
}
