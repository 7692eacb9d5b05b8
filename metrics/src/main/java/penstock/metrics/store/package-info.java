/// The embedded store of time series: a head in memory with a write-ahead log, and blocks on disk.
///
/// The data directory:
///
/// ```
/// format            the version of all the rest, as text
/// lock              held by the one process that may use it
/// wal/              the log: what is acknowledged and in no block yet (format: penstock.metrics.store.wal)
/// blocks/           the rest (format: penstock.metrics.store.block)
/// border            from when on the head is shown: what the log has from before is in blocks
/// metadata          types, helps and units of metrics (what senders say of them)
/// head/             scratch, of no worth once the process has ended
/// damaged/          what could not be read, or not wholly, under its old name; never deleted by the store
/// ```
///
/// **A batch** is encoded by who appends it, written to the log together with others that wait, made durable by one `fsync`, and then applied to
/// the head, in the order of the log. What becomes of a sample is decided when it is applied, from what was applied before, so that a replay
/// decides the same. The records of the log: 1 the out-of-order window that holds in this segment; 2 series: slot, target, labels, told
/// again in each segment that uses them, so that none needs another one, each text once in a segment; 3 samples; 4 exemplars; 5 deletion; 6 the time before which nothing
/// is taken any more, which each segment begins with too.
///
/// **From head to block**: nothing before a border is taken any more (6 in the log), the block is written, synced and renamed, readers are given a view with
/// it, the file `border` says so, the head drops what is before the border, and segments of the log are deleted of which nothing is newer. Where a
/// crash came between block and `border`, both have the same samples, and readers see them once. A reader whose view has become too old for
/// the head looks again.
///
/// **The clock** may be set at any time, and nothing depends on it for longer than it is wrong. Set forward, samples go on from there; blocks are
/// deleted by how much time the newer ones cover, never by a date. Set back, all that is in memory goes to blocks, also what is of the time to
/// come, and the head begins anew before them: such blocks are read together with the head, and merged when their time has come.
///
/// The design follows that of Prometheus' storage (https://github.com/prometheus/prometheus/tree/main/tsdb/docs/format); the formats are our own.
@NullMarked
package penstock.metrics.store;

import org.jspecify.annotations.NullMarked;
