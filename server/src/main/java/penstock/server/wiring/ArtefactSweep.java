package penstock.server.wiring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.services.ArtefactStore;
import penstock.capabilities.services.Release;
import penstock.capabilities.services.Target;
import penstock.kernel.ResourceService;
import penstock.kernel.control.Timer;

/// Removes the artefacts of releases that are no longer kept, a day after the last one asked for them: otherwise every
/// release ever made would stay on the disk.
final class ArtefactSweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArtefactSweep.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration KEPT_UNNAMED = Duration.ofDays(1);

    private final ArtefactStore artefacts;
    private final ResourceService resources;
    private final Target target;
    private final Timer timer;
    private volatile boolean isClosed;

    ArtefactSweep(ArtefactStore artefacts, ResourceService resources, Target target, Timer timer) {
        this.artefacts = artefacts;
        this.resources = resources;
        this.target = target;
        this.timer = timer;
    }

    void start() {
        timer.after(EVERY, this::again);
    }

    private void again() {
        if (isClosed) {
            return;
        }
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("artefacts could not be swept; trying again in an hour");
        }
        timer.after(EVERY, this::again);
    }

    void sweep() {
        artefacts
                .sweep(timer.instant().minus(KEPT_UNNAMED), this::named)
                .forEach(
                        artefact ->
                                LOG.atInfo()
                                        .addKeyValue("artefact", artefact.digest())
                                        .addKeyValue("bytes", artefact.size())
                                        .log("artefact that no kept release names removed"));
    }

    /// Digests of the releases that are kept and of what runs.
    private Set<String> named() {
        var named = new HashSet<String>();
        for (var release : resources.list(Release.KIND, Optional.empty())) {
            release.spec().artefact().ifPresent(artefact -> named.add(artefact.digest()));
        }
        var running = new HashSet<Path>();
        target.instances().forEach(each -> each.spec().artefact().ifPresent(running::add));
        for (var artefact : artefacts.list()) {
            if (running.contains(artefact.path())) {
                named.add(artefact.digest());
            }
        }
        return named;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
