package penstock.gateway.proxy;

/// One connection, used on its loop only.
public interface Connection {

    /// What happens on a connection.
    interface Handler {

        /// Bytes came; the handler owns them.
        void onData(Data data);

        /// The other side will send no more; it may still read.
        void onEnd();

        /// There is room for writing again.
        void onWritable();

        /// The connection is gone. Comes once, last.
        void onClosed();
    }

    void handler(Handler handler);

    /// Copies the bytes; they leave with the next flush.
    void write(byte[] bytes, int from, int to);

    /// Takes the data over; it leaves with the next flush.
    void write(Data data);

    void flush();

    /// False while so much is waiting to leave that more should not be written.
    boolean isWritable();

    boolean isOpen();

    /// Whether nothing has come that was not read yet, not even the end; asked of a connection from which nothing is awaited.
    boolean isQuiet();

    /// Whether bytes are taken from the socket; off, the other side feels back-pressure.
    void reading(boolean on);

    /// Flushes, then tells the other side that no more will come.
    void shutdownOutput();

    /// True once everything written before `shutdownOutput` has left.
    boolean isOutputEnded();

    /// Closes now; what was not flushed is lost.
    void close();

    /// Who is at the other end, as far as it is known.
    Peer peer();
}
