package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Buffers for the messages of one loop. Most are small and live for one turn of the loop, so a few of 2 KiB go round without
/// locks and without the bookkeeping of a general allocator, which gives the rest. Used on its loop only, though a buffer may be
/// released anywhere.
final class LoopBuffers {

    /// In bytes.
    static final int SMALL = 2 * 1024;

    private static final int MOST = 128;

    private final ByteBufAllocator allocator;

    /// Those that nobody uses, up to `unused`.
    private final @Nullable Small[] stack = new Small[MOST];

    private int unused;
    private int made;
    private @Nullable Thread loop;

    LoopBuffers(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /// One with room for so many bytes at least, at a memory address.
    ByteBuf take(int bytes) {
        if (bytes > SMALL) {
            return allocator.directBuffer(bytes);
        }
        if (unused > 0) {
            return Objects.requireNonNull(stack[--unused]).again();
        }
        if (made < MOST) {
            made++;
            loop = Thread.currentThread();
            return new Small();
        }
        return allocator.directBuffer(bytes);
    }

    /// A buffer that comes back when it is released for the last time. It does not grow.
    final class Small extends UnpooledDirectByteBuf {

        /// Of all its bytes; for one user at a time.
        private final ByteBuffer view;

        private final long address;

        Small() {
            this(ByteBuffer.allocateDirect(SMALL));
        }

        private Small(ByteBuffer memory) {
            super(allocator, memory, SMALL);
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

        private Small again() {
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
                stack[unused++] = this;
            }
        }
    }
}
