package penstock.gateway.proxy;

/// Takes the bytes of a connection as events of its loop (see [Worker#receive]).
interface Receiver extends Connection.Handler {

    /// Bytes came, at the time that the loop's clock shows until this returns. The receiver owns them.
    void take(Data data);
}
