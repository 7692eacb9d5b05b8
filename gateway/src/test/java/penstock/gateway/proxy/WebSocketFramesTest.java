package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.WebSocketCase;

class WebSocketFramesTest {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void frame(int opcode, boolean isMasked, int length) {
        bytes.write(0x80 | opcode);
        int mask = isMasked ? 0x80 : 0;
        if (length < 126) {
            bytes.write(mask | length);
        } else if (length < 65_536) {
            bytes.write(mask | 126);
            bytes.write(length >> 8);
            bytes.write(length);
        } else {
            bytes.write(mask | 127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
        bytes.writeBytes(new byte[(isMasked ? 4 : 0) + length]);
    }

    @Test
    void aFrameMayFollowAtEveryBoundaryAndNowhereElseHoweverTheBytesArrive() {
        Set<Integer> boundaries = new HashSet<>(Set.of(0));
        for (boolean isMasked : new boolean[] {true, false}) {
            for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 0}) {
                frame(TEXT, isMasked, length);
                boundaries.add(bytes.size());
            }
        }
        byte[] all = bytes.toByteArray();
        var random = new Random(4711);
        for (int round = 0; round < 50; round++) {
            var frames = new WebSocketFrames();
            for (int at = 0; at < all.length; ) {
                int next =
                        Math.min(all.length, at + 1 + random.nextInt(round % 2 == 0 ? 3 : 9_000));
                frames.pass(ByteBuffer.wrap(all, at, next - at));
                at = next;

                assertThat(frames.mayFollow()).isEqualTo(boundaries.contains(at));
            }
        }
    }

    @Test
    void nothingFollowsTheLastFrame() {
        frame(CLOSE, true, 2);
        var frames = new WebSocketFrames();

        frames.pass(ByteBuffer.wrap(bytes.toByteArray()));

        assertThat(frames.mayFollow()).isFalse();
    }

    @Test
    void aLengthBeyondAllBoundsNeverEnds() {
        var frames = new WebSocketFrames();
        List<Boolean> seen = new ArrayList<>();

        frames.pass(ByteBuffer.wrap(new byte[] {(byte) 0x82, 127, -1, -1, -1, -1, -1, -1, -1, -1}));
        for (int i = 0; i < 10; i++) {
            frames.pass(ByteBuffer.allocate(1_000));
            seen.add(frames.mayFollow());
        }

        assertThat(seen).containsOnly(false);
    }

    static Stream<WebSocketCase> small() {
        return WebSocketCase.all().stream().filter(one -> one.bytes(true).length < 500);
    }

    @ParameterizedTest
    @MethodSource("small")
    void whereverItIsCutAFrameFollowsOnlyBetweenTwoAndBeforeTheLast(WebSocketCase one) {
        for (boolean isMasked : new boolean[] {true, false}) {
            byte[] all = one.bytes(isMasked);
            Set<Integer> boundaries = boundaries(one, isMasked);
            for (int cut = 0; cut <= all.length; cut++) {
                var frames = new WebSocketFrames();
                frames.pass(ByteBuffer.wrap(all, 0, cut));

                assertThat(frames.mayFollow())
                        .describedAs("cut at " + cut)
                        .isEqualTo(boundaries.contains(cut));
            }
        }
    }

    /// Up to the first close.
    private static Set<Integer> boundaries(WebSocketCase one, boolean isMasked) {
        Set<Integer> boundaries = new HashSet<>(Set.of(0));
        int at = 0;
        for (WebSocketCase.Frame frame : one.frames()) {
            if (frame.isClose()) {
                break;
            }
            at += frame.bytes(isMasked).length;
            boundaries.add(at);
        }
        return boundaries;
    }
}
