package penstock.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is written in whatever pieces leaves whole, in order, and no buffer is kept.
class GatheringTest {

    private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true);

    private final LoopBuffers buffers = new LoopBuffers(ALLOCATOR);
    private final ByteArrayOutputStream left = new ByteArrayOutputStream();
    private final Gathering gathering = new Gathering(buffers::take, this::leave);

    private void leave(ByteBuf bytes) {
        left.writeBytes(bytes(bytes));
        bytes.release();
    }

    private static byte[] bytes(ByteBuf buffer) {
        var bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    @Test
    void whatIsWrittenLeavesWholeAndInOrder() {
        var random = new Random(3);
        var expected = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            byte[] piece = new byte[random.nextInt(random.nextBoolean() ? 300 : 9_000)];
            random.nextBytes(piece);
            expected.writeBytes(piece);
            if (random.nextBoolean()) {
                gathering.write(piece, 0, piece.length);
            } else {
                gathering.write(buffers.take(piece.length).writeBytes(piece));
            }
            if (random.nextInt(4) == 0) {
                gathering.toQueue();
                assertThat(left.toByteArray()).isEqualTo(expected.toByteArray());
                left.reset();
                expected.reset();
            }
        }
    }

    @Test
    void aSmallAnswerIsOneBufferAndALargeOneTwo() {
        gathering.write(new byte[200], 0, 200);
        gathering.write(ALLOCATOR.directBuffer(1_000).writeZero(1_000));
        assertThat(lengths()).containsExactly(1_200);

        gathering.write(new byte[200], 0, 200);
        gathering.write(ALLOCATOR.directBuffer(60_000).writeZero(60_000));
        assertThat(lengths()).containsExactly(200, 60_000);
    }

    /// Of the buffers that leave.
    private List<Integer> lengths() {
        List<Integer> lengths = new ArrayList<>();
        for (ByteBuf next :
                Stream.of(gathering.takeFirst(), gathering.takeSecond())
                        .filter(Objects::nonNull)
                        .toList()) {
            lengths.add(next.readableBytes());
            next.release();
        }
        return lengths;
    }

    /// One size of each kind: small, medium, large.
    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void buffersGoRoundAndAreEmptyWhenTheyComeAgain(int size) {
        List<ByteBuf> taken = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            taken.add(buffers.take(size).writeZero(700));
        }
        taken.forEach(ByteBuf::release);

        ByteBuf again = buffers.take(size);
        assertThat(taken).anySatisfy(before -> assertThat(again).isSameAs(before));
        assertThat(again.refCnt()).isEqualTo(1);
        assertThat(again.readableBytes()).isZero();
        assertThat(again.writableBytes()).isGreaterThanOrEqualTo(size);
        again.release();
    }
}
