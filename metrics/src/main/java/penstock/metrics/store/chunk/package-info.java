/// Chunks: up to 120 samples of one series, packed.
///
/// Format 1 of a chunk:
///
/// ```
/// u8   kind in the lowest 3 bits (1 decimal, 2 XOR, 3 histogram of whole counts, 4 histogram of fractions), then 1 bit "has
///      start times", then in the highest 4 bits the unit of a decimal chunk (0: 4,096, 1: 1,024, 2: 1, 3: 0.1, … 14: 10^-12)
/// u16  number of samples
/// bits
/// ```
///
/// Numbers: for the first sample its time (0 and 44 bits, or 1 and 64), whether it is a stale marker, and its value (64 bits, or of a decimal chunk a
/// signed number); then for each sample one of
///
/// ```
/// 0                              the time has the same distance as before, the value is as foretold
/// 10 VALUE                       the same distance, another value, in the width of the last one
/// 110 WIDTH VALUE                … in another width
/// 111 CHANGE 0|10 …|11 WIDTH …   the distance changes; then the same again
/// 111 0000 CHANGE                a stale marker, the distance as before (0) or changed (1, then by how much)
/// ```
///
/// A change of distance is a signed number ([penstock.metrics.store.bytes.BitWriter#nonZero]): a scrape that is a few milliseconds late takes
/// eight bits. Chunks with start times have after each sample 0 (the same start as before) or 1 and 64 bits. A decimal chunk holds values
/// that are whole numbers after multiplication by a power of ten, as almost all that are read from texts are, or after division by
/// 4,096 or 1,024; its value is the change of the step, foretold to be 0; a width is 6 bits, less 1. An XOR chunk foretells the last value
/// and writes what differs, without the zeros around it; a width is 5 bits leading zeros and 6 bits length less 1.
///
/// The scheme is that of Gorilla (Pelkonen et al., "Gorilla: A Fast, Scalable, In-Memory Time Series Database", VLDB 2015), with
/// one control code for time and value as in the XOR2 encoding that Prometheus documents, and whole numbers after a power of ten
/// as VictoriaMetrics describes.
///
/// Histograms: a chunk is a run of gauges, or of counters without a reset: its first sample says nothing of resets when it is read, the others
/// that there was none. A u32 length and the layout they share (schema, threshold, spans, bounds, counter reset), then for each sample the signed
/// change of the distance in time, start times as above, and the columns count, zero count and buckets: signed change of the
/// step for whole counts; `0`, or `1`, 6 bits leading zeros, 6 bits length less 1, bits of the XOR for fractions; the sum always so.
@NullMarked
package penstock.metrics.store.chunk;

import org.jspecify.annotations.NullMarked;
