package penstock.vectoriser;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import penstock.vectoriser.trace.Conversion;

/// Results by picture and options, the least recently used dropped first. Bounded in number and in
/// characters, so that it cannot fill the heap.
final class ResultCache {
    private static final int MOST_ENTRIES = 512;
    private static final long MOST_CHARACTERS = 8L << 20;

    private final Duration ttl;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long characters;

    private record Entry(Conversion conversion, long expiresMillis) {}

    ResultCache(Duration ttl, InstantSource clock) {
        this.ttl = ttl;
        this.clock = clock;
    }

    boolean enabled() {
        return !ttl.isZero();
    }

    static String key(byte[] image, Object options) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(image)) + options;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    synchronized Optional<Conversion> find(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.expiresMillis <= clock.millis()) {
            remove(key);
            return Optional.empty();
        }
        return Optional.of(entry.conversion);
    }

    synchronized void keep(String key, Conversion conversion) {
        if (!enabled() || conversion.svg().length() > MOST_CHARACTERS / 8) {
            return;
        }
        remove(key);
        entries.put(key, new Entry(conversion, clock.millis() + ttl.toMillis()));
        characters += conversion.svg().length();
        while (entries.size() > MOST_ENTRIES || characters > MOST_CHARACTERS) {
            remove(entries.keySet().iterator().next());
        }
    }

    synchronized int size() {
        return entries.size();
    }

    private void remove(String key) {
        Entry old = entries.remove(key);
        if (old != null) {
            characters -= old.conversion.svg().length();
        }
    }
}
