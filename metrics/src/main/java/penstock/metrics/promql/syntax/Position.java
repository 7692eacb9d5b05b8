package penstock.metrics.promql.syntax;

import java.nio.charset.StandardCharsets;

/// Line and column in a text, both from 1; the column counts bytes of UTF-8, as Prometheus' does.
public record Position(int line, int column) {
    /// Of the byte at an offset from 0.
    public static Position of(String text, int offset) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < Math.min(offset, bytes.length); i++) {
            if (bytes[i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Position(line, offset - lineStart + 1);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
