package penstock.gateway.encoding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Google's Brotli library, which not every machine can load. It is loaded when it is first wanted.
public final class Brotli {

    private static final Logger LOG = LoggerFactory.getLogger(Brotli.class);
    private static final String PATH = "brotli4j.library.path";

    private static final AtomicBoolean IS_TOLD = new AtomicBoolean();

    private Brotli() {}

    private static final class Loaded {
        static final Optional<String> FAULT = load();
    }

    /// Whether it is there. Reads files the first time, so not on a loop.
    public static boolean isAvailable() {
        if (Loaded.FAULT.isPresent() && IS_TOLD.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("reason", Loaded.FAULT.get())
                    .log("brotli cannot be loaded here, answers are compressed with gzip only");
        }
        return Loaded.FAULT.isEmpty();
    }

    /// The library's own loader leaves its copy behind when the process is killed; this one is deleted once it is loaded.
    private static Optional<String> load() {
        if (System.getProperty(PATH) != null) {
            return fault();
        }
        try {
            Path copy = Files.createTempFile("penstock-brotli-", ".so");
            try {
                copy(copy);
                System.setProperty(PATH, copy.toString());
                return fault();
            } finally {
                System.clearProperty(PATH);
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void copy(Path to) throws IOException {
        String file = "/lib/" + platform() + "/" + System.mapLibraryName("brotli");
        try (InputStream library = Brotli.class.getResourceAsStream(file)) {
            if (library == null) {
                throw new IOException("there is none for " + platform());
            }
            Files.copy(library, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Optional<String> fault() {
        return Brotli4jLoader.isAvailable()
                ? Optional.empty()
                : Optional.of(String.valueOf(Brotli4jLoader.getUnavailabilityCause().getMessage()));
    }

    private static String platform() {
        String system = System.getProperty("os.name").startsWith("Mac") ? "osx" : "linux";
        String machine = System.getProperty("os.arch");
        return system + "-" + (machine.equals("amd64") ? "x86_64" : machine);
    }
}
