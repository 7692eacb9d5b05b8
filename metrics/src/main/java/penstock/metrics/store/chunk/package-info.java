/// Chunks: up to 120 samples of one series, packed.
///
/// Format 1 of a chunk:
///
/// ```
/// u8   kind in the lowest 3 bits (1 decimal, 2 XOR, 3 histogram of whole counts, 4 histogram of fractions),
///      then 1 bit "has start times", then in the highest 4 bits the decimal places of a decimal chunk
/// u16  number of samples
/// bits
/// ```
///
/// Numbers: 64 bits of time and 64 bits of value for the first sample, then for each sample one of
///
/// ```
/// 0                     the time has the same distance as before, the value is as foretold
/// 10     VALUE          the same distance, another value
/// 110    13 bits 0|1V   the distance changes by a signed number; then 0: as foretold, or 1 and the value
/// 1110   20 bits 0|1V
/// 11110  64 bits 0|1V
/// 11111  0|1 64 bits    a stale marker; the distance is the same or changes
/// ```
///
/// Chunks with start times have after each sample 0 (the same start as before) or 1 and 64 bits. A decimal chunk holds values
/// that are whole numbers after multiplication by a power of ten, as almost all that are read from texts are; its value
/// is the change of the step, foretold to be 0 ([penstock.metrics.store.bytes.BitWriter#nonZero]). An XOR chunk foretells the last
/// value and writes what differs: 0 and the bits in the window of the last one, or 1, 5 bits leading zeros, 6 bits length less 1, bits.
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
