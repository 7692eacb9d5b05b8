package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Buffers for the messages of one loop. Most live for one turn of the loop, so a few of each size go round without locks and without the
/// bookkeeping of a general allocator, which gives the rest: it would also return large memory to the system and take it again with
/// every large message. Used on its loop only, though a buffer may be released anywhere.
final class LoopBuffers {

    private final ByteBufAllocator allocator;

    /// From the smallest buffers to the largest: 256 KiB, 256 KiB and 1 MiB of memory at most.
    private final Round[] rounds = {
        new Round(2 * 1024, 128), new Round(16 * 1024, 16), new Round(ExpectedSize.MOST, 8)
    };

    private @Nullable Thread loop;

    LoopBuffers(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /// One with room for so many bytes at least, at a memory address.
    ByteBuf take(int bytes) {
        for (Round round : rounds) {
            if (bytes <= round.size) {
                ByteBuf taken = round.take();
                return taken == null ? allocator.directBuffer(bytes) : taken;
            }
        }
        return allocator.directBuffer(bytes);
    }

    /// Buffers of one size.
    private final class Round {

        /// In bytes.
        private final int size;

        /// Those that nobody uses, up to `unused`.
        private final @Nullable Kept[] stack;

        private int unused;
        private int made;

        Round(int size, int most) {
            this.size = size;
            this.stack = new Kept[most];
        }

        /// Null when all are in use.
        private @Nullable ByteBuf take() {
            if (unused > 0) {
                return Objects.requireNonNull(stack[--unused]).again();
            }
            if (made == stack.length) {
                return null;
            }
            made++;
            loop = Thread.currentThread();
            return new Kept(this, ByteBuffer.allocateDirect(size));
        }
    }

    /// A buffer that comes back when it is released for the last time. It does not grow.
    final class Kept extends UnpooledDirectByteBuf {

        private final Round home;

        /// Of all its bytes; for one user at a time.
        private final ByteBuffer view;

        private final long address;

        private Kept(Round home, ByteBuffer memory) {
            super(allocator, memory, memory.capacity());
            this.home = home;
            writerIndex(0);
            view = memory.duplicate();
            address = MemorySegment.ofBuffer(memory).address();
        }

        @Override
        public boolean hasMemoryAddress() {
            return true;
        }

        @Override
        public long memoryAddress() {
            return address;
        }

        private Kept again() {
            resetRefCnt();
            clear();
            return this;
        }

        /// The bytes from one position to another, for whoever got this buffer first and reads it.
        ByteBuffer view(int from, int to) {
            view.limit(to).position(from);
            return view;
        }

        /// One that was released elsewhere does not come back, as nobody may look at the stack there.
        @Override
        protected void deallocate() {
            if (Thread.currentThread().equals(loop)) {
                home.stack[home.unused++] = this;
            }
        }
    }
}
