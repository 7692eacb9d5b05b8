package penstock.server.api;

/// How a request ended when no problem stood in its way.
enum Outcome {
    DONE,
    CREATED,
    NOTHING_NEW,
    NOT_READY,
    /// A query or one of its parameters is wrong; the body says how.
    MISTAKEN,
    /// A query cannot be evaluated; the body says why.
    NOT_EVALUATED,
    /// The client went away before there was an answer.
    CLIENT_GONE
}
