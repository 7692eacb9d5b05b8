package penstock.gateway.proxy;

/// How an attempt on an instance failed.
enum Failure {
    /// No connection: nothing was sent, so any request may go elsewhere.
    REFUSED,
    UNREACHABLE,
    RESET,
    TIMEOUT,
    BAD_ANSWER
}
