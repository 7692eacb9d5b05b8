package penstock.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ReadSizeTest {

    private static final int LARGE = 65_656;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RecvByteBufAllocator.ExtendedHandle handle = new ReadSize().newHandle();

    @Test
    void aLargeMessageIsReadByOneReadOnceOneHasCome() {
        assertThat(reads(LARGE)).isEqualTo(3);
        assertThat(reads(LARGE)).isEqualTo(1);
    }

    @Test
    void smallMessagesBetweenLargeOnesDoNotMakeItForget() {
        reads(LARGE);
        for (int i = 0; i < 100; i++) {
            reads(100);
            reads(100);
            assertThat(reads(LARGE)).isEqualTo(1);
        }
    }

    @Test
    void afterSmallMessagesOnlyBuffersAreSmall() {
        reads(LARGE);
        for (int i = 0; i < 100; i++) {
            reads(100);
        }
        assertThat(handle.guess()).isEqualTo(ExpectedSize.LEAST);
    }

    @Test
    void noBufferIsLargerThanTheMost() {
        reads(100 * LARGE);
        assertThat(handle.guess()).isEqualTo(ExpectedSize.MOST);
    }

    /// How many it takes to read a message.
    private int reads(int length) {
        handle.reset(channel.config());
        int left = length;
        int count = 0;
        while (left > 0) {
            int read = Math.min(left, handle.guess());
            handle.attemptedBytesRead(handle.guess());
            handle.lastBytesRead(read);
            left -= read;
            count++;
        }
        handle.readComplete();
        return count;
    }
}
