package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.gateway.Fuzz;
import penstock.gateway.proxy.AddressTable.Verdict;
import penstock.gateway.routes.AddressRange;

/// The narrowest range that has an address decides.
class AddressTableTest {

    private static final AddressTable TABLE =
            new AddressTable(
                    ranges("10.1.0.0/16", "10.1.2.3", "0.0.0.0", "2001:db8::/32", "1.2.3.0/24"),
                    ranges(
                            "10.0.0.0/8",
                            "10.1.2.0/24",
                            "255.255.255.255",
                            "2001:db8:1::/48",
                            "1.2.3.0/24",
                            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));

    private static AddressRanges ranges(String... texts) {
        return AddressRanges.of(List.of(texts).stream().map(AddressRange::parse).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, DENIED",
        "10.255.255.255, DENIED",
        "11.0.0.0, UNSAID",
        "9.255.255.255, UNSAID",
        "10.1.0.0, ALLOWED",
        "10.1.255.255, ALLOWED",
        "10.2.0.0, DENIED",
        "10.1.2.0, DENIED",
        "10.1.2.2, DENIED",
        "10.1.2.3, ALLOWED",
        "10.1.2.4, DENIED",
        "10.1.3.0, ALLOWED",
        "0.0.0.0, ALLOWED",
        "0.0.0.1, UNSAID",
        "255.255.255.255, DENIED",
        "255.255.255.254, UNSAID",
        "1.2.3.4, DENIED",
        "::ffff:10.1.2.3, ALLOWED",
        "2001:db8::1, ALLOWED",
        "2001:db8:1::1, DENIED",
        "2001:db8:2::, ALLOWED",
        "2001:db9::, UNSAID",
        "::a01:203, UNSAID",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, DENIED",
        "fe80::1%eth0, UNSAID",
        "unknown, UNSAID",
        "'', UNSAID"
    })
    void anAddressHasTheVerdictOfItsNarrowestRange(String address, Verdict verdict) {
        assertThat(TABLE.of(AddressRange.bytes(address))).isEqualTo(verdict);
    }

    @Test
    void withoutRangesNothingIsSaid() {
        var empty = new AddressTable(new AddressRanges(), new AddressRanges());
        var all = new AddressTable(ranges("0.0.0.0/0"), ranges("::/0"));

        assertThat(empty.of(AddressRange.bytes("1.2.3.4"))).isEqualTo(Verdict.UNSAID);
        assertThat(all.of(AddressRange.bytes("1.2.3.4"))).isEqualTo(Verdict.ALLOWED);
        assertThat(all.of(AddressRange.bytes("::1"))).isEqualTo(Verdict.DENIED);
    }

    /// Against a list that is gone through from end to end.
    @Test
    void theVerdictIsThatOfANaiveList() {
        Fuzz.run(AddressTableTest::compare);
    }

    private static void compare(RandomGenerator random) throws UnknownHostException {
        int bytes = random.nextBoolean() ? 4 : 16;
        List<AddressRange> allowed = random(random, bytes);
        List<AddressRange> denied = random(random, bytes);
        var table = new AddressTable(AddressRanges.of(allowed), AddressRanges.of(denied));
        for (int i = 0; i < 50; i++) {
            InetAddress address = address(random, bytes);
            assertThat(table.of(address.getAddress()))
                    .as("%s in %s and %s", address, allowed, denied)
                    .isEqualTo(naive(address, allowed, denied));
        }
    }

    private static Verdict naive(
            InetAddress address, List<AddressRange> allowed, List<AddressRange> denied) {
        int allow = narrowest(address, allowed);
        int deny = narrowest(address, denied);
        if (allow < 0 && deny < 0) {
            return Verdict.UNSAID;
        }
        return allow > deny ? Verdict.ALLOWED : Verdict.DENIED;
    }

    private static int narrowest(InetAddress address, List<AddressRange> ranges) {
        return ranges.stream()
                .filter(range -> range.contains(address))
                .mapToInt(AddressRange::bits)
                .max()
                .orElse(-1);
    }

    private static List<AddressRange> random(RandomGenerator random, int bytes)
            throws UnknownHostException {
        List<AddressRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            int bits = random.nextInt(bytes * 8 + 1);
            byte[] first = address(random, bytes).getAddress();
            for (int bit = bits; bit < bytes * 8; bit++) {
                first[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
            }
            ranges.add(new AddressRange(InetAddress.getByAddress(first), bits));
        }
        return ranges;
    }

    /// Few values for each byte, and many at the ends, so that ranges meet.
    private static InetAddress address(RandomGenerator random, int bytes)
            throws UnknownHostException {
        byte[] address = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            byte[] some = {0, 1, (byte) 0x80, (byte) 0xff};
            address[i] = some[random.nextInt(some.length)];
        }
        return InetAddress.getByAddress(address);
    }
}
