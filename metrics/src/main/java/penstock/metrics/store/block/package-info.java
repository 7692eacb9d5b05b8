/// Blocks: the samples of a range of time in one file that never changes, and what is found in it.
///
/// Format 1 of a file `NNNNNNNN.block`; numbers are unsigned, the highest byte first, those of variable length as
/// [penstock.metrics.store.bytes.ByteWriter] has them:
///
/// ```
/// "PSTKBLK1"
/// for each series, sorted by labels:
///     chunks, each followed by its CRC-32C (u32)
///     u32 length of the entry; the entry:
///         labels: number, then the numbers of the symbols of name and value of each
///         chunks: number, bytes of all with their checksums, then for each: first time (signed, less the last time of the chunk before),
///         length of time, bytes
///     CRC-32C of the entry (u32)
/// symbols   u32 number, u32 end of each text, texts
/// series    u32 number, u64 place of each entry
/// labels    u32 names, for each: u32 symbol, u32 its first value; u32 values, for each: u32 symbol, u32 its end in the next section;
///           both sorted by their texts
/// series by label: bitmaps in the portable format of Roaring, of the numbers of series in the order above
/// about     range of time, number of the block, level, numbers of the blocks it replaces, number of samples
/// footer    for each of these five sections u64 place, u64 length, u32 CRC-32C; u32 CRC-32C of the footer so far; "PSTKEND1"
/// ```
///
/// Deleted ranges stand in `NNNNNNNN.tombstones` until the block is compacted into another.
@NullMarked
package penstock.metrics.store.block;

import org.jspecify.annotations.NullMarked;
