package penstock.metrics.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.DamageException;

/// The texts that a segment of the log has been told, so that each is written once: labels of thousands of series are mostly the same. A text has a
/// number of its own, `2 n + 1` and the text the first time, `2 n` from then on, so that a record which is lost shifts no others. Those for which
/// there is no number any more are written each time.
final class Symbols {
    /// Texts with numbers: what they take in memory is bounded.
    static final int MOST = 1 << 15;

    private final Map<String, Integer> numbers = new HashMap<>();

    /// Those of a write that has not come to its end.
    private final List<String> fresh = new ArrayList<>();

    /// Another segment begins.
    void clear() {
        numbers.clear();
        fresh.clear();
    }

    /// What was written is in the log.
    void keep() {
        fresh.clear();
    }

    /// What was written is not in the log.
    void forget() {
        fresh.forEach(numbers::remove);
        fresh.clear();
    }

    void write(ByteWriter out, String text) {
        var known = numbers.get(text);
        if (known != null) {
            out.unsigned(2L * known);
            return;
        }
        int number = numbers.size();
        if (number < MOST) {
            numbers.put(text, number);
            fresh.add(text);
        }
        out.unsigned(2L * number + 1).text(text);
    }

    /// The other side: what a segment that is read was told.
    static final class Told {
        private @Nullable String[] texts = new String[256];

        void clear() {
            Arrays.fill(texts, null);
        }

        String read(ByteReader in) {
            long code = in.unsigned();
            if (code < 0 || code > 2L * MOST + 1) {
                throw new DamageException("text " + code);
            }
            int number = (int) (code >>> 1);
            if ((code & 1) != 0) {
                var text = in.text();
                if (number < MOST) {
                    keep(number, text);
                }
                return text;
            }
            var text = number < texts.length ? texts[number] : null;
            if (text == null) {
                throw new DamageException("text " + number + " was told in what is damaged");
            }
            return text;
        }

        private void keep(int number, String text) {
            if (number >= texts.length) {
                texts = Arrays.copyOf(texts, Math.max(number + 1, 2 * texts.length));
            }
            texts[number] = text;
        }
    }
}
