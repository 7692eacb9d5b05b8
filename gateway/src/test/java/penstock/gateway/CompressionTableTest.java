package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.gateway.Http2Wire.END_STREAM;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.routes.Coding;
import penstock.gateway.routes.Compression;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// Which answers are compressed, and what their heads say: each row of the table, for clients of HTTP/1.1 and HTTP/2.
class CompressionTableTest {

    static final Compression BOTH =
            new Compression(
                    List.of(Coding.BROTLI, Coding.GZIP),
                    Compression.Effort.DEFAULT,
                    1_000,
                    List.of("text/html", "text/event-stream", "application/*+json"),
                    true);

    private static final List<CompressionCase> ROWS = CompressionCase.all().toList();

    private static RawUpstream shop;
    private static GatewayRig rig;

    @BeforeAll
    static void start() throws IOException {
        shop =
                new RawUpstream(
                        peer -> {
                            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                                String number = head.replaceAll("(?s)^[A-Z]+ /(\\d+).*", "$1");
                                peer.send(ROWS.get(Integer.parseInt(number)).reply());
                            }
                        });
        rig =
                new GatewayRig()
                        .serve(
                                GatewayRig.route(
                                        Split.all(GatewayRig.version("v1", shop)),
                                        Rules.DEFAULT.with(EdgeRules.DEFAULT.with(BOTH))));
    }

    @AfterAll
    static void stop() throws IOException {
        rig.close();
        shop.close();
    }

    static List<CompressionCase> rows() {
        return ROWS;
    }

    static List<CompressionCase> rowsOfHttp2() {
        return ROWS.stream().filter(row -> !row.isHttp10()).toList();
    }

    @Test
    void theTableIsNotEmpty() {
        assertThat(ROWS).hasSizeGreaterThan(60);
        assertThat(ROWS.stream().map(CompressionCase::name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void overHttp11(CompressionCase row) throws Exception {
        try (var client = rig.client()) {
            List<String> lines = new ArrayList<>();
            lines.add(
                    row.method()
                            + " /"
                            + ROWS.indexOf(row)
                            + (row.isHttp10() ? " HTTP/1.0" : " HTTP/1.1"));
            lines.add("Host: shop.test");
            lines.addAll(row.request());

            var answer = client.request(lines.toArray(String[]::new)).answer(!row.isHead());

            String body = answer.body().replaceFirst("\\|X-Sum: 7$", "");
            assertThat(answer.status()).isEqualTo(row.status());
            assertThat(answer.body().endsWith("|X-Sum: 7")).isEqualTo(row.size().endsWith("t"));
            check(row, answer.head().lines().toList(), body);
        }
    }

    @ParameterizedTest
    @MethodSource("rowsOfHttp2")
    void overHttp2(CompressionCase row) throws Exception {
        try (var client = Http2Wire.client(rig.address)) {
            client.request(
                    END_STREAM,
                    1,
                    row.method(),
                    "/" + ROWS.indexOf(row),
                    row.request().stream().map(CompressionTableTest::lower).toArray(String[]::new));

            var answer = client.message(1);

            assertThat(answer.status()).isEqualTo("" + row.status());
            assertThat(answer.trailers())
                    .isEqualTo(row.size().endsWith("t") ? List.of("x-sum: 7") : List.of());
            check(row, answer.head().fields(), answer.body());
        }
    }

    private static String lower(String field) {
        int colon = field.indexOf(':');
        String value = field.substring(colon + 1).strip();
        return field.substring(0, colon).toLowerCase(Locale.ROOT) + ": " + value;
    }

    private static void check(CompressionCase row, List<String> head, String body)
            throws IOException {
        List<String> fields = head.stream().map(CompressionTableTest::lowerIfField).toList();
        boolean isEncoded = !row.coding().equals("-");
        if (isEncoded) {
            assertThat(fields).contains("content-encoding: " + row.coding());
        }
        for (String wanted : row.wanted().subList(1, row.wanted().size())) {
            if (wanted.startsWith("no ")) {
                String name = wanted.substring(3).toLowerCase(Locale.ROOT) + ":";
                assertThat(fields).noneMatch(field -> field.startsWith(name));
            } else {
                assertThat(fields).containsOnlyOnce(lower(wanted));
            }
        }
        if (!isEncoded && row.wanted().stream().noneMatch(it -> it.startsWith("Content-Enc"))) {
            assertThat(fields).noneMatch(field -> field.startsWith("content-encoding:"));
        }
        assertThat(fields.stream().filter(field -> field.startsWith("etag:")).count())
                .isLessThan(2);
        if (!row.isHead()) {
            assertThat(Decoded.whole(row.coding(), body)).isEqualTo(row.content());
        } else {
            assertThat(body).isEmpty();
        }
    }

    private static String lowerIfField(String line) {
        return line.indexOf(':') > 0 ? lower(line) : line;
    }
}
