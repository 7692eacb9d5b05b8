package penstock.metrics.scrape;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.TimeSeriesStore;

/// Scrapes targets into a store. Safe for many threads.
public final class Scraper implements AutoCloseable {
    /// More targets are not scraped.
    static final int MOST_TARGETS = 10_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TargetLoop.Surroundings around;
    private final TargetScrape.Shared shared;
    private final Map<Key, TargetLoop> loops = new HashMap<>();
    private final Map<String, List<TargetPool>> pools = new LinkedHashMap<>();
    private final List<TargetLoop> ending = new ArrayList<>();
    private boolean isClosed;

    /// Which target it is, whatever its address.
    private record Key(String source, String pool, Labels labels) {}

    /// @param store empty while it cannot be opened
    /// @param userAgent what targets are told of who asks
    public Scraper(
            Supplier<Optional<TimeSeriesStore>> store, InstantSource clock, String userAgent) {
        around = new TargetLoop.Surroundings(store, clock);
        shared =
                new TargetScrape.Shared(
                        new Fetcher(new BodyMemory(BodyMemory.USUAL), userAgent),
                        new Semaphore(Runtime.getRuntime().availableProcessors()));
    }

    /// Says which targets there are now of a source. Those that were there go on; the series of those that are gone end.
    ///
    /// @param source who says so
    /// @param present its pools, each name once
    public synchronized void update(String source, List<TargetPool> present) {
        if (isClosed) {
            return;
        }
        var gone = new HashMap<Key, TargetLoop>();
        loops.forEach(
                (key, loop) -> {
                    if (key.source.equals(source)) {
                        gone.put(key, loop);
                    }
                });
        var shown = new ArrayList<TargetPool>();
        for (var pool : present) {
            shown.add(taken(source, pool, gone));
        }
        gone.forEach(
                (key, loop) -> {
                    loops.remove(key);
                    loop.remove();
                    ending.add(loop);
                });
        ending.removeIf(TargetLoop::hasEnded);
        pools.put(source, List.copyOf(shown));
    }

    /// Of targets with the same labels the first is scraped, the others count as dropped.
    private TargetPool taken(String source, TargetPool pool, Map<Key, TargetLoop> gone) {
        var taken = new LinkedHashMap<Labels, ScrapeTarget>();
        var dropped = new ArrayList<>(pool.dropped());
        for (var target : pool.targets()) {
            var key = new Key(source, pool.name(), target.labels());
            boolean isNew = !taken.containsKey(target.labels());
            boolean hasRoom = loops.containsKey(key) || loops.size() < MOST_TARGETS;
            if (!isNew || !hasRoom) {
                dropped.add(new DroppedTarget(target.discovered()));
                continue;
            }
            taken.put(target.labels(), target);
            gone.remove(key);
            var known = loops.get(key);
            if (known == null) {
                loops.put(key, begun(key, target));
            } else if (!known.scrape().target().equals(target)) {
                known.scrape().moveTo(target);
            }
        }
        int more = pool.targets().size() - taken.size();
        return new TargetPool(
                pool.name(), List.copyOf(taken.values()), dropped, pool.droppedCount() + more);
    }

    private TargetLoop begun(Key key, ScrapeTarget target) {
        String origin = key.pool + " " + key.labels;
        return TargetLoop.start(new TargetScrape(target, origin, shared), around);
    }

    /// All pools with their targets, by name.
    public synchronized List<PoolStatus> pools() {
        var all = new ArrayList<PoolStatus>();
        pools.forEach(
                (source, ofSource) -> ofSource.forEach(pool -> all.add(status(source, pool))));
        all.sort(Comparator.comparing(PoolStatus::name));
        return all;
    }

    private PoolStatus status(String source, TargetPool pool) {
        var told = new ArrayList<PoolStatus.Told>();
        for (var target : pool.targets()) {
            var loop = loops.get(new Key(source, pool.name(), target.labels()));
            if (loop != null) {
                told.add(new PoolStatus.Told(loop.scrape().status(), loop.scrape()::families));
            }
        }
        return new PoolStatus(pool.name(), told, pool.dropped(), pool.droppedCount());
    }

    /// Ends all scraping; what is being stored is stored. The series are left as they are.
    @Override
    public void close() {
        var all = new ArrayList<TargetLoop>();
        synchronized (this) {
            isClosed = true;
            all.addAll(loops.values());
            all.addAll(ending);
            loops.clear();
        }
        all.forEach(TargetLoop::stop);
        shared.fetcher().close();
        try {
            for (var loop : all) {
                loop.await(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
