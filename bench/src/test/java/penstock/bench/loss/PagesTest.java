package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import penstock.bench.upstream.Page;
import penstock.cli.load.Shot;

/// A client that takes gzip and has asked for a page.
class PagesTest {
    private final Map<String, String> fields = new HashMap<>();
    private Shot shot = Shot.get("/");
    private Page page = new Page("1.1.0", "", "any", 5_000, 9);

    @BeforeEach
    void ask() {
        var random = new Random(1);
        shot =
                Stream.generate(() -> Pages.get("", 9, random))
                        .filter(one -> one.fields().contains("Accept-Encoding: gzip\r\n"))
                        .filter(one -> one.path().startsWith("/page/fresh"))
                        .findFirst()
                        .orElseThrow();
        page = new Page("1.1.0", shot.path().substring("/page/".length()), "any", 5_000, 7);
        stamp(page);
        fields.put("penstock-version", "1.1.0");
    }

    private void stamp(Page given) {
        var text = new String(given.content(), java.nio.charset.StandardCharsets.US_ASCII);
        fields.put("stamp", text.lines().findFirst().orElseThrow());
    }

    private String mistake(byte[] content) {
        return shot.check().orElseThrow().mistake(fields, content);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    @Test
    void aWholePageIsRightCompressedOrNot() throws IOException {
        assertThat(mistake(page.content())).isEmpty();

        fields.put("content-encoding", "gzip");

        assertThat(mistake(gzip(page.content()))).isEmpty();
    }

    @Test
    void aCutOrOtherBodyIsWrong() throws IOException {
        var content = page.content();
        var other = content.clone();
        other[other.length - 1]++;

        assertThat(mistake(other)).contains("another body");
        assertThat(mistake(Arrays.copyOf(content, content.length - 1))).contains("another body");

        fields.put("content-encoding", "gzip");
        var packed = gzip(content);
        assertThat(mistake(Arrays.copyOf(packed, packed.length - 4))).contains("cannot be undone");
        assertThat(mistake(content)).contains("cannot be undone");
    }

    @Test
    void aCodingThatWasNotAskedForIsWrong() {
        fields.put("content-encoding", "br");

        assertThat(mistake(page.content())).isEqualTo("br was not asked for");
    }

    @Test
    void whatAnotherVersionSaidIsWrong() {
        fields.put("penstock-version", "1.2.0");

        assertThat(mistake(page.content())).contains("of another version");
    }

    @Test
    void whatIsForAnotherRequestIsWrong() {
        page = new Page("1.1.0", "fresh-9", "any", 5_000, 7);
        stamp(page);

        assertThat(mistake(page.content())).contains("for another request");
    }

    @Test
    void whatIsForOneClientIsForNoOther() {
        var random = new Random(1);
        shot =
                Stream.generate(() -> Pages.get("", 9, random))
                        .filter(one -> one.path().startsWith("/page/private"))
                        .findFirst()
                        .orElseThrow();
        page = new Page("1.1.0", shot.path().substring("/page/".length()), "any", 5_000, 7);
        stamp(page);

        assertThat(mistake(page.content())).contains("for another client");
    }
}
