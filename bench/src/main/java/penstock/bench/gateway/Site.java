package penstock.bench.gateway;

import java.nio.file.Path;

/// What every proxy of a run stands before.
///
/// @param folder where a proxy keeps its files, each in a folder of its own
/// @param stable the port of the version that gets 95 of 100 requests
/// @param candidate the port of the version that gets the rest
/// @param certificate in which folder `tls.crt`, `tls.key` and both in one, `tls.pem`, are
record Site(Path folder, int stable, int candidate, Path certificate) {
    static final int STABLE_WEIGHT = 95;
    static final int CANDIDATE_WEIGHT = 5;

    /// Of each proxy; this many cores are what it may use.
    static final int THREADS = 2;

    Path crt() {
        return certificate.resolve("tls.crt");
    }

    Path key() {
        return certificate.resolve("tls.key");
    }

    Path pem() {
        return certificate.resolve("tls.pem");
    }
}
