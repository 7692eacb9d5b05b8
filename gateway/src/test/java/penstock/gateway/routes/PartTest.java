package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartTest {

    private record Whole(long size, String colour) {}

    private static final Whole USUAL = new Whole(0, "");

    private static final Part<Whole> SIZE =
            new Part<>(
                    "size",
                    whole -> whole.size > 0,
                    (whole, out) -> out.number(whole.size),
                    (whole, in) -> new Whole(in.number("size"), whole.colour));

    private static final Part<Whole> COLOUR =
            new Part<>(
                    "colour",
                    whole -> !whole.colour.isEmpty(),
                    (whole, out) -> out.text(whole.colour),
                    (whole, in) -> new Whole(whole.size, in.text("colour")));

    private static final List<Part<Whole>> BOTH = List.of(SIZE, COLOUR);

    @Test
    void whatIsSetIsReadAgain() {
        for (var whole :
                List.of(USUAL, new Whole(7, ""), new Whole(0, "red"), new Whole(7, "red"))) {
            assertThat(read(BOTH, written(BOTH, whole))).isEqualTo(whole);
            assertThat(Part.isAny(BOTH, whole)).isEqualTo(!whole.equals(USUAL));
        }
    }

    @Test
    void aGatewayThatDoesNotKnowAPartRefusesIt() {
        assertThatThrownBy(() -> read(List.of(SIZE), written(BOTH, new Whole(7, "red"))))
                .isInstanceOf(DecodeException.class)
                .hasMessage("part: \"colour\" (expected: [size])");
    }

    @Test
    void whatIsNotSetNeedsNobodyToKnowIt() {
        assertThat(read(List.of(SIZE), written(BOTH, new Whole(7, ""))))
                .isEqualTo(new Whole(7, ""));
    }

    @Test
    void anotherOrderAndRepetitionAreRefused() {
        var turned = List.of(COLOUR, SIZE);
        assertThatThrownBy(() -> read(BOTH, written(turned, new Whole(7, "red"))))
                .hasMessageContaining("\"size\"");
        assertThatThrownBy(() -> read(BOTH, written(List.of(SIZE, SIZE), new Whole(7, ""))))
                .hasMessageContaining("\"size\"");
    }

    private static byte[] written(List<Part<Whole>> parts, Whole whole) {
        var out = new BinaryWriter("TEST", 1);
        Part.write(parts, whole, out);
        return out.finish();
    }

    private static Whole read(List<Part<Whole>> parts, byte[] bytes) {
        var in = new BinaryReader(bytes, "TEST", 1, "test");
        var whole = Part.read(parts, USUAL, in);
        in.finish();
        return whole;
    }
}
