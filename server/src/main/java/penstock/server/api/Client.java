package penstock.server.api;

/// What is to be seen of a client while its answer is under way.
enum Client {
    WAITS,
    /// It has sent more, such as the next request, behind which its end could not be seen.
    SENDS,
    /// It has closed its side.
    GONE
}
