package penstock.gateway.proxy;

import penstock.gateway.http.ResponseHead;

/// How what an instance answers gets to the client, beside the head of the final answer.
interface Answer {

    /// An answer before the final one.
    void interim(ResponseHead response);

    /// Takes the data over; false when the client should be given time before there is more.
    boolean content(Data content);

    /// The answer is whole.
    void end(byte[] trailers);

    /// False while so much of the answer is waiting to leave that there should not be more.
    boolean isWritable();
}
