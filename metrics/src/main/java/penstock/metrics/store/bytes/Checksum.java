package penstock.metrics.store.bytes;

import java.util.zip.CRC32C;

/// CRC-32C (Castagnoli), which processors compute in hardware. Source: RFC 3720, appendix B.4.
public final class Checksum {
    private Checksum() {}

    public static int of(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
