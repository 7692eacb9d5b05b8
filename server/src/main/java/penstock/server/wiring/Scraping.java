package penstock.server.wiring;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.services.Instance;
import penstock.capabilities.telemetry.ServiceTargets;
import penstock.metrics.scrape.PoolStatus;
import penstock.metrics.scrape.Scraper;
import penstock.metrics.scrape.TargetPool;
import penstock.metrics.scrape.jobs.JobTargets;
import penstock.metrics.scrape.jobs.ScrapeFile;
import penstock.metrics.scrape.jobs.ScrapeJob;
import penstock.metrics.scrape.jobs.TargetFiles;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.server.config.YamlFile;
import penstock.server.logging.LogKeys;

/// Scrapes instances whose services have `run.metrics`, and what the file `metrics.scrape` names. Files of targets are looked at every
/// five seconds, instances whenever one changes.
public final class Scraping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scraping.class);
    private static final String SERVICES = "services";
    private static final String FILE = "file";
    private static final long LOOK_SECONDS = 5;
    private static final int MOST_FAULTS = 10;

    private final List<ScrapeJob> jobs;
    private final Supplier<? extends Collection<Instance>> instances;
    private final Scraper scraper;
    private final TargetFiles files = new TargetFiles(Scraping::yaml);
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("scrape targets").unstarted(this::run);
    private final Set<String> told = new HashSet<>();
    private volatile List<String> faults = List.of();

    private Scraping(
            List<ScrapeJob> jobs,
            Supplier<? extends Collection<Instance>> instances,
            Scraper scraper) {
        this.jobs = jobs;
        this.instances = instances;
        this.scraper = scraper;
    }

    /// The jobs of a file.
    ///
    /// @throws ProblemException with all that is wrong with it
    public static List<ScrapeJob> jobs(Optional<Path> file) {
        if (file.isEmpty()) {
            return List.of();
        }
        var path = file.get().toAbsolutePath();
        var yaml = YamlFile.read(path);
        var read = ScrapeFile.read(yaml.content(), path.resolveSibling(""));
        if (!read.mistakes().isEmpty()) {
            throw new ProblemException(
                    new Problem.Invalid(path.toString(), yaml.violations(read.mistakes())));
        }
        return read.jobs();
    }

    /// @param instances all there are at a moment
    /// @param store empty while it cannot be opened
    /// @param version of the program, which targets are told
    public static Scraping start(
            List<ScrapeJob> jobs,
            Supplier<? extends Collection<Instance>> instances,
            Supplier<Optional<TimeSeriesStore>> store,
            String version) {
        var scraper = new Scraper(store, InstantSource.system(), "Penstock/" + version);
        var scraping = new Scraping(jobs, instances, scraper);
        scraping.thread.start();
        return scraping;
    }

    private static @Nullable Object yaml(String text) {
        try {
            return YamlFile.parse(text, "targets").content();
        } catch (ProblemException e) {
            throw new IllegalArgumentException(e.problem().message(), e);
        }
    }

    /// An instance has changed.
    public void look() {
        changed.release();
    }

    /// All pools with their targets, by name.
    public List<PoolStatus> pools() {
        return scraper.pools();
    }

    /// What does not work, a sentence each.
    public List<String> impaired() {
        return faults.stream().map(fault -> "Scraping: " + fault + ".").toList();
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (true) {
                long now = System.nanoTime();
                boolean areFilesDue = now - next >= 0;
                if (areFilesDue) {
                    next = now + TimeUnit.SECONDS.toNanos(LOOK_SECONDS);
                }
                try {
                    update(areFilesDue);
                } catch (Error _) {
                    // Not even the failure could be told. Nobody else does this work.
                }
                if (changed.tryAcquire(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    changed.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void update(boolean areFilesDue) {
        try {
            scraper.update(SERVICES, ServiceTargets.of(instances.get()));
            if (areFilesDue) {
                scraper.update(FILE, ofJobs());
            }
        } catch (RuntimeException | Error e) {
            if (told.add(String.valueOf(e.getMessage()))) {
                LOG.atWarn().setCause(e).log("targets could not be found, will try again");
            }
        }
    }

    private List<TargetPool> ofJobs() {
        var wrong = new ArrayList<String>();
        var pools = new ArrayList<TargetPool>();
        for (var job : jobs) {
            pools.add(JobTargets.of(job, files.read(job.files(), wrong), wrong));
        }
        tell(wrong);
        return pools;
    }

    private void tell(List<String> wrong) {
        told.retainAll(wrong);
        for (var fault : wrong) {
            if (told.add(fault)) {
                LOG.atWarn().addKeyValue(LogKeys.CAUSE, fault).log("targets left out");
            }
        }
        faults = wrong.stream().distinct().limit(MOST_FAULTS).toList();
    }

    @Override
    public void close() {
        thread.interrupt();
        scraper.close();
    }
}
