package penstock.gateway.proxy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import penstock.gateway.encoding.Encoder;
import penstock.gateway.encoding.Encoders;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.Coding;

/// Compresses what an instance answers on its way to the client. What comes of one piece leaves with it or with the flush that follows,
/// so that nothing waits for what the instance says later.
final class EncodedAnswer implements Answer, Encoder.Sink {

    /// Content that is compressed before other requests of the loop have their turn.
    private static final int TURN = 32 << 10;

    private final Worker worker;
    private final Downstream client;
    private final Answer out;
    private final Coding coding;
    private final EncodingStats stats;
    private final @Nullable Outcome outcome;
    private final Encoder encoder;
    private boolean isKept;
    private boolean isWorking;
    private boolean isOver;
    private boolean isResting;
    private int done;
    private long bytesIn;
    private long bytesOut;

    private EncodedAnswer(
            Worker worker,
            Downstream client,
            @Nullable Outcome outcome,
            LiveCompression compression,
            Coding coding,
            Encoder encoder) {
        this.worker = worker;
        this.client = client;
        this.out = client.answer();
        this.outcome = outcome;
        this.stats = compression.stats;
        this.coding = coding;
        this.encoder = encoder;
        stats.began(coding);
    }

    /// Null when there is no memory for one more.
    static @Nullable EncodedAnswer open(
            Worker worker,
            Downstream client,
            @Nullable Outcome outcome,
            LiveCompression compression,
            Coding coding) {
        BodyMemory memory = worker.engine.encodingMemory;
        int bytes = Encoders.memory(coding);
        if (!memory.take(bytes)) {
            compression.stats.unencoded(coding);
            return null;
        }
        Encoder encoder = worker.encoders.open(coding, compression.words.effort());
        if (encoder == null) {
            memory.give(bytes);
            compression.stats.unencoded(coding);
            return null;
        }
        return new EncodedAnswer(worker, client, outcome, compression, coding, encoder);
    }

    @Override
    public void interim(ResponseHead response) {
        out.interim(response);
    }

    @Override
    public boolean content(Data content) {
        ByteBuffer view = content.view();
        int length = view.remaining();
        bytesIn += length;
        work(() -> encoder.feed(view, this));
        content.release();
        isKept |= length > 0;
        done += length;
        if (done >= TURN) {
            rest();
            return false;
        }
        return out.isWritable();
    }

    /// The time of the gateway is not the instance's.
    private void work(Runnable step) {
        if (isOver) {
            return;
        }
        long from = worker.clock();
        isWorking = true;
        try {
            step.run();
        } finally {
            isWorking = false;
            if (outcome != null) {
                outcome.apart(worker.clock() - from);
            }
            if (isOver) {
                release();
            }
        }
    }

    /// The instance is read on when the others have had their turn.
    private void rest() {
        if (!isResting) {
            isResting = true;
            worker.loop.execute(
                    () -> {
                        isResting = false;
                        done = 0;
                        // or else it is told when there is room
                        if (!isOver && out.isWritable()) {
                            client.onWritable();
                        }
                    });
        }
    }

    @Override
    public void take(byte[] bytes, int length) {
        if (isOver) {
            return;
        }
        bytesOut += length;
        AccessEntry entry = client.origin().entry;
        if (entry != null) {
            entry.bytesOut += length;
        }
        out.content(worker.loop.copy(bytes, 0, length));
    }

    /// Everything that has come was handed over.
    void flush() {
        if (isKept) {
            isKept = false;
            work(() -> encoder.flush(this));
        }
    }

    @Override
    public void end(byte[] trailers) {
        work(() -> encoder.finish(this));
        out.end(trailers);
    }

    @Override
    public boolean isWritable() {
        return out.isWritable();
    }

    /// Nothing more comes. May be called out of the midst of its own work, when the client turns out to be gone.
    void close() {
        if (!isOver) {
            isOver = true;
            if (!isWorking) {
                release();
            }
        }
    }

    private void release() {
        encoder.close();
        worker.engine.encodingMemory.give(Encoders.memory(coding));
        stats.moved(coding, bytesIn, bytesOut);
    }
}
