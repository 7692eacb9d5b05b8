package penstock.metrics.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SlabPoolTest {
    private record Piece(int slab, int size, byte mark) {}

    private final SlabPool pool = new SlabPool();
    private final ArrayList<Piece> pieces = new ArrayList<>();
    private byte next;

    private void take(int size) {
        next++;
        var piece = new Piece(pool.take(size), size, next);
        int start = pool.start(piece.slab);
        for (int i = 0; i < SlabPool.bytes(size); i++) {
            pool.array(piece.slab)[start + i] = next;
        }
        pieces.add(piece);
    }

    private void give(int index) {
        var piece = pieces.get(index);
        pieces.set(index, pieces.getLast());
        pieces.removeLast();
        pool.give(piece.slab, piece.size);
    }

    private void assertNoneWasTouched() {
        for (var piece : pieces) {
            int start = pool.start(piece.slab);
            for (int i = 0; i < SlabPool.bytes(piece.size); i++) {
                assertThat(pool.array(piece.slab)[start + i]).isEqualTo(piece.mark);
            }
        }
    }

    @Test
    void piecesNeverOverlapWhateverIsTakenAndGivenBack() {
        var random = new Random(11);
        for (int round = 0; round < 20; round++) {
            int size = random.nextInt(SlabPool.sizeFor(6_000) + 1);
            for (int i = 0; i < 300; i++) {
                if (!pieces.isEmpty() && random.nextInt(5) < 2) {
                    give(random.nextInt(pieces.size()));
                } else {
                    take(random.nextBoolean() ? size : random.nextInt(4));
                }
            }
            assertNoneWasTouched();
        }
    }

    @Test
    void piecesThatGrowTogetherTakeNoMoreThanTheyNeedInTheEnd() {
        for (int i = 0; i < 20_000; i++) {
            take(0);
        }
        for (int bytes = 128; bytes <= 256; bytes += 64) {
            for (int i = 0; i < 20_000; i++) {
                var piece = pieces.get(i);
                int slab = pool.take(SlabPool.sizeFor(bytes));
                pool.give(piece.slab, piece.size);
                pieces.set(i, new Piece(slab, SlabPool.sizeFor(bytes), (byte) 0));
            }
        }

        assertThat(pool.memory()).isLessThan(20_000 * 256 * 5L / 4);
    }
}
