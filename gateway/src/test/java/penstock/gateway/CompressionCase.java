package penstock.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A row of the table of compressed answers.
///
/// @param how the method, with `/1.0` for HTTP/1.0
/// @param request fields
/// @param answer status and fields
/// @param size of the body, see the table
/// @param wanted the coding, and what the head has
record CompressionCase(
        String name,
        String how,
        List<String> request,
        List<String> answer,
        String size,
        List<String> wanted) {

    private static final String TILDE = "\\s*~\\s*";

    static Stream<CompressionCase> all() {
        return lines().filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> of(line.split("\\|", -1)));
    }

    /// The sections that the headings of the table name.
    static Stream<String> rfcs() {
        return lines().filter(line -> line.startsWith("# --- "))
                .map(line -> line.substring(line.indexOf(": ") + 2));
    }

    private static Stream<String> lines() {
        try (InputStream in = CompressionCase.class.getResourceAsStream("compression.txt")) {
            byte[] bytes = Objects.requireNonNull(in).readAllBytes();
            return new String(bytes, StandardCharsets.ISO_8859_1).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompressionCase of(String[] columns) {
        return new CompressionCase(
                columns[0].strip(),
                columns[1].strip(),
                fields(columns[2]),
                fields(columns[3]),
                columns[4].strip(),
                fields(columns[5]));
    }

    private static List<String> fields(String column) {
        return column.isBlank() ? List.of() : List.of(column.strip().split(TILDE, -1));
    }

    String method() {
        return how.replace("/1.0", "");
    }

    boolean isHttp10() {
        return how.endsWith("/1.0");
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    int status() {
        return Integer.parseInt(answer.getFirst().substring(0, 3));
    }

    String coding() {
        return wanted.getFirst();
    }

    String content() {
        return size.equals("-") ? "" : text(Integer.parseInt(size.replaceAll("\\D", "")));
    }

    /// What the instance says.
    String reply() {
        String head = "HTTP/1.1 " + status() + " X\r\n" + answer.getFirst().substring(4) + "\r\n";
        for (String field : answer.subList(1, answer.size())) {
            head += field + "\r\n";
        }
        if (size.equals("-")) {
            return head + "\r\n";
        }
        if (!size.matches("\\d+")) {
            return head
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + (isHead() ? "" : chunks(content(), size.endsWith("t")));
        }
        return head
                + "Content-Length: "
                + content().length()
                + "\r\n\r\n"
                + (isHead() ? "" : content());
    }

    private static String chunks(String content, boolean hasTrailer) {
        var chunks = new StringBuilder();
        for (int from = 0; from < content.length(); from += 1_500) {
            String chunk = content.substring(from, Math.min(content.length(), from + 1_500));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks + "0\r\n" + (hasTrailer ? "X-Sum: 7\r\n" : "") + "\r\n";
    }

    /// Of a length, and not too dull.
    static String text(int length) {
        var text = new StringBuilder();
        for (int i = 0; text.length() < length; i++) {
            text.append("line ").append(i).append(" says ").append(i * 7919 % 104_729).append('\n');
        }
        return text.substring(0, length);
    }

    @Override
    public String toString() {
        return name;
    }
}
