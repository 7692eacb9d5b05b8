package penstock.kernel.access;

import penstock.model.ProblemException;
import penstock.model.Ref;

/// Decides whether a principal may do something. One station on the write path, so nothing can forget it.
public interface Access {
    /// Returns when allowed.
    ///
    /// @param verb `create`, `update`, `delete`, `status` or an action's name
    /// @throws ProblemException when not
    void check(Principal principal, String verb, Ref ref);

    /// Until identities exist: the administrator may do everything, controllers may write, nobody else anything.
    static Access administratorOnly() {
        return (principal, verb, ref) -> {
            if (!principal.equals(Principal.ADMINISTRATOR)
                    && !principal.name().startsWith("controller/")) {
                throw new ProblemException(
                        penstock.model.Problem.Refused.because(
                                "forbidden",
                                principal.name() + " may not " + verb + " " + ref + "."));
            }
        };
    }
}
