/// Services and what runs them: the records of a service's `run` section, the artefact store, and the port
/// [Target] behind which instances are started, probed and stopped.
@NullMarked
package penstock.capabilities.services;

import org.jspecify.annotations.NullMarked;
