package penstock.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The compression of fields against another implementation, in both directions.
class HpackTest {

    private static final List<String> NAMES =
            List.of(
                    "accept",
                    "cache-control",
                    "content-type",
                    "cookie",
                    "date",
                    "etag",
                    "server",
                    "set-cookie",
                    "via",
                    "x-request-id",
                    "x-forwarded-for",
                    "penstock-version",
                    "x-" + "long".repeat(50));

    private record Field(String name, String value) {}

    private static List<Field> fields(Random random) {
        var fields = new ArrayList<Field>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            fields.add(new Field(name, value(random)));
        }
        return fields;
    }

    /// Some come again, some are long, some have bytes that no text has.
    private static String value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "v" + random.nextInt(5);
            case 1 -> "";
            case 2 -> "text ".repeat(random.nextInt(400)) + "x";
            default -> {
                var text = new StringBuilder();
                for (int i = random.nextInt(60); i > 0; i--) {
                    text.append((char) random.nextInt(256));
                }
                yield text.toString();
            }
        };
    }

    @Test
    void whatAnotherWritesIsReadAsItWasMeant() throws Exception {
        var random = new Random(1);
        var encoder = new DefaultHttp2HeadersEncoder();
        var decoder = new HpackDecoder();
        for (int round = 0; round < 400; round++) {
            List<Field> sent = fields(random);
            Http2Headers headers = new DefaultHttp2Headers(false, false, 16);
            sent.forEach(field -> headers.add(field.name(), field.value()));
            var block = Unpooled.buffer();
            encoder.encodeHeaders(1, headers, block);
            byte[] bytes = ByteBufUtil.getBytes(block);
            var read = new ArrayList<Field>();

            decoder.decode(
                    bytes,
                    0,
                    bytes.length,
                    (name, nameFrom, nameTo, value, from, to) ->
                            read.add(
                                    new Field(
                                            text(name, nameFrom, nameTo), text(value, from, to))));

            assertThat(read).containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    @Test
    void whatIsWrittenIsReadByAnotherAsItWasMeant() throws Exception {
        for (boolean hasTable : new boolean[] {true, false}) {
            var random = new Random(2);
            var encoder = new HpackEncoder(hasTable);
            var decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
            for (int round = 0; round < 400; round++) {
                if (round % 50 == 49) {
                    int size = random.nextInt(4_097);
                    encoder.tableSize(0);
                    encoder.tableSize(size);
                    decoder.configuration().maxHeaderTableSize(size);
                }
                List<Field> sent = fields(random);
                int status = 100 + random.nextInt(500);
                encoder.begin(9);
                encoder.status(status);
                for (Field field : sent) {
                    byte[] line =
                            (field.name().toUpperCase(Locale.ROOT) + field.value())
                                    .getBytes(StandardCharsets.ISO_8859_1);
                    encoder.field(
                            line, 0, field.name().length(), field.name().length(), line.length);
                }
                var block =
                        Unpooled.wrappedBuffer(
                                encoder.bytes(), encoder.from(), encoder.to() - encoder.from());

                Http2Headers read = decoder.decodeHeaders(1, block);

                assertThat(read.status().toString()).isEqualTo("" + status);
                var found = new ArrayList<Field>();
                read.forEach(
                        entry ->
                                found.add(
                                        new Field(
                                                entry.getKey().toString(),
                                                entry.getValue().toString())));
                found.removeIf(field -> field.name().equals(":status"));
                assertThat(found).containsExactlyInAnyOrderElementsOf(sent);
            }
        }
    }

    @Test
    void whatComesAgainBecomesShort() {
        var encoder = new HpackEncoder(true);
        byte[] line = "content-typetext/html; charset=utf-8".getBytes(StandardCharsets.US_ASCII);
        int[] lengths = new int[3];
        for (int i = 0; i < lengths.length; i++) {
            encoder.begin(0);
            encoder.field(line, 0, 12, 12, line.length);
            lengths[i] = encoder.to();
        }

        assertThat(lengths[1]).isLessThanOrEqualTo(lengths[0]);
        assertThat(lengths[2]).isEqualTo(1);
    }

    @Test
    void whatIsSecretIsNeverRemembered() {
        var encoder = new HpackEncoder(true);
        byte[] line = "set-cookiesid=1".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 3; i++) {
            encoder.begin(0);
            encoder.field(line, 0, 10, 10, line.length);

            assertThat(encoder.bytes()[0] & 0xf0).isEqualTo(0x10);
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
