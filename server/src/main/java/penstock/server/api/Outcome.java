package penstock.server.api;

/// How a request ended when no problem stood in its way.
enum Outcome {
    DONE,
    CREATED,
    NOTHING_NEW,
    NOT_READY
}
