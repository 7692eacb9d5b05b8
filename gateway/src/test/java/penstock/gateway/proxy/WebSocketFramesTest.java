package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
