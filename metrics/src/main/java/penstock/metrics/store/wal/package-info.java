/// The write-ahead log: what is on disk here was acknowledged, or is cut off.
///
/// A segment `NNNNNNNN.wal` begins with the four bytes `PSWL` and a u32 version (1); records follow without gaps:
///
/// ```
/// u16  0xa55a
/// u8   type
/// u8   lowest byte of the CRC-32C of type and length, so that a damaged length is noticed before it is believed
/// u32  length of what follows the checksum
/// u32  CRC-32C of what follows
/// ```
///
/// What the records say is the owner's business. Each segment can be read without those before it, so that the loss of one costs only
/// what is in it.
@NullMarked
package penstock.metrics.store.wal;

import org.jspecify.annotations.NullMarked;
