package penstock.vectoriser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;

/// Starts the vectoriser. Exit codes: 0 stopped by a signal, 1 cannot start, 2 wrong settings.
public final class Main {
    private static final Duration WARM_UP = Duration.ofMillis(600);

    static {
        System.setProperty("java.awt.headless", "true");
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "120");
        System.setProperty("sun.net.httpserver.maxReqTime", "60");
        System.setProperty("sun.net.httpserver.maxRspTime", "60");
    }

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(System.getenv()));
    }

    private static int run(Map<String, String> environment) {
        Instant started = Instant.now();
        Settings settings;
        try {
            settings = Settings.from(environment, defaultVersion());
        } catch (Settings.InvalidSettings e) {
            System.err.println(e.getMessage());
            return 2;
        }
        try {
            serve(settings, started);
            return 0;
        } catch (IOException e) {
            System.err.println(
                    "cannot listen on "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + ": "
                            + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (Exception e) {
            System.err.println("cannot start: " + e);
            return 1;
        }
    }

    private static void serve(Settings settings, Instant started) throws Exception {
        Front front = open(settings, started, () -> Runtime.getRuntime().halt(3));
        front.start();
        System.out.println(
                "vectoriser "
                        + settings.version()
                        + " listens on "
                        + settings.host()
                        + ":"
                        + front.port());
        Runtime.getRuntime().addShutdownHook(new Thread(front::close, "end"));
        WarmUp.run(WARM_UP);
        Thread.sleep(settings.faults().slowStart());
        if (!settings.faults().neverReady()) {
            front.ready();
            System.out.println(
                    "ready after " + Duration.between(started, Instant.now()).toMillis() + " ms");
        }
        Thread.currentThread().join();
    }

    /// Puts the parts together; listens from `start` on.
    static Front open(Settings settings, Instant started, Runnable crash) throws IOException {
        var figures = new Figures();
        var workers = new Workers(settings.workers(), settings.queue());
        var cache = new ResultCache(settings.cacheTtl(), InstantSource.system());
        var sabotage = new Sabotage(settings.faults(), new SplittableRandom(), crash);
        figures.watch(workers, cache, sabotage);
        ProcessFigures.watch(figures.metrics(), started);
        return new Front(
                settings,
                new Service(settings, workers, cache, figures, sabotage),
                figures,
                started);
    }

    private static String defaultVersion() {
        try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
