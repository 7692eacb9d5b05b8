package penstock.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What is said on one connection, without regard to how bytes get there.
interface Talk {
    ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// Told of each answer that is whole.
    interface Answers {
        /// @param intended when its request should have begun
        void answered(long intended);
    }

    /// Requests that may be under way at once.
    int width();

    /// What comes before the first request; [#NOTHING] where nothing does.
    ByteBuffer opening();

    /// Whether requests may be made.
    boolean isOpen();

    /// The bytes of the next request; to be written before the next call.
    ByteBuffer request(long intended);

    /// What the protocol itself has to answer; [#NOTHING] where nothing is owed.
    ByteBuffer owed();

    /// Reads all of what came; an answer that is not the expected one is an `IOException`.
    void read(ByteBuffer in, Answers answers) throws IOException;
}
