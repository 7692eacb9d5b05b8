package penstock.gateway.proxy;

import java.nio.ByteBuffer;

/// Bytes that came from a connection. Whoever is given one owns it and must release it or pass it on, once.
public interface Data {

    /// The bytes; always the same buffer, whose position tells how far they have been read.
    ByteBuffer view();

    /// How many there are.
    int length();

    /// A part of the bytes, by absolute position in the view, with a life of its own.
    Data slice(int from, int length);

    void release();
}
