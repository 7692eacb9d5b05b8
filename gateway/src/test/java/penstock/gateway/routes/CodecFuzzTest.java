package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import penstock.gateway.Fuzz;

/// Damaged tables and reports, most of them with the right checksum, so that the damage is met by what reads the fields.
final class CodecFuzzTest {

    /// Reading takes some memory for objects, but never more than a multiple of what was sent.
    private static final long ALLOWED_BYTES = 1 << 20;

    private static final long ALLOWED_FACTOR = 400;

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aDamagedTableIsRefusedOrIsATable() {
        Fuzz.run(
                random -> {
                    byte[] bytes = damaged(RouteTableCodec.encode(CodecTest.table(random)), random);

                    check(bytes, RouteTableCodec::decode, RouteTableCodec::encode);
                });
    }

    @Test
    void aDamagedReportIsRefusedOrIsAReport() {
        Fuzz.run(
                random -> {
                    byte[] bytes =
                            damaged(GatewayReportCodec.encode(CodecTest.report(random)), random);

                    check(bytes, GatewayReportCodec::decode, GatewayReportCodec::encode);
                });
    }

    private <T> void check(byte[] bytes, Function<byte[], T> decode, Function<T, byte[]> encode) {
        long allowed = ALLOWED_BYTES + ALLOWED_FACTOR * bytes.length;
        long allocated = allocated(bytes, decode, encode);
        if (allocated >= allowed) {
            // the first time takes memory for classes too
            allocated = allocated(bytes, decode, encode);
        }
        assertThat(allocated)
                .describedAs("bytes allocated for " + bytes.length)
                .isLessThan(allowed);
    }

    private <T> long allocated(
            byte[] bytes, Function<byte[], T> decode, Function<T, byte[]> encode) {
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            T found = decode.apply(bytes);

            assertThat(decode.apply(encode.apply(found))).isEqualTo(found);
        } catch (DecodeException refused) {
            assertThat(refused).hasMessageMatching("(?s).*\\S.*");
        }
        return memory.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] damaged(byte[] bytes, RandomGenerator random) {
        byte[] damaged = bytes;
        for (int n = 1 + random.nextInt(3); n > 0 && damaged.length > 0; n--) {
            int at = random.nextInt(damaged.length);
            int to = Math.min(damaged.length, at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> {
                    damaged = damaged.clone();
                    damaged[at] ^= (byte) (1 << random.nextInt(8));
                }
                case 1 -> damaged = joined(damaged, at, new byte[0], to);
                case 2 -> damaged = joined(damaged, to, Arrays.copyOfRange(damaged, at, to), to);
                default ->
                        damaged =
                                joined(
                                        damaged,
                                        at,
                                        large(random),
                                        Math.min(damaged.length, at + 1));
            }
        }
        return random.nextInt(10) == 0 || damaged.length < 9 ? damaged : checked(damaged);
    }

    /// A number such as may stand for a count or a length.
    private static byte[] large(RandomGenerator random) {
        byte[] number = new byte[1 + random.nextInt(10)];
        random.nextBytes(number);
        for (int i = 0; i < number.length - 1; i++) {
            number[i] |= (byte) 0x80;
        }
        number[number.length - 1] &= 0x7f;
        return number;
    }

    private static byte[] joined(byte[] bytes, int until, byte[] insertion, int from) {
        return ByteBuffer.allocate(until + insertion.length + bytes.length - from)
                .put(bytes, 0, until)
                .put(insertion)
                .put(bytes, from, bytes.length - from)
                .array();
    }

    private static byte[] checked(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        return ByteBuffer.wrap(bytes.clone())
                .putInt(bytes.length - 4, (int) crc.getValue())
                .array();
    }
}
