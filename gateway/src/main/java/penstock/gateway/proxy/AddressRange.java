package penstock.gateway.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/// A range of IPv4 or IPv6 addresses, written as `10.0.0.0/8`, `fd00::/8`, or one address alone.
///
/// @param bits how many of the first bits all addresses of the range share
public record AddressRange(InetAddress first, int bits) {

    /// Without leading zeros, which some programs read as octal numbers.
    private static final Pattern IPV4 =
            Pattern.compile("(?:0|[1-9]\\d{0,2})(?:\\.(?:0|[1-9]\\d{0,2})){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /// An `IllegalArgumentException` says what is wrong and what was meant.
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String written = slash < 0 ? text : text.substring(0, slash);
        InetAddress address =
                literal(written)
                        .orElseThrow(
                                () ->
                                        wrong(
                                                text,
                                                "an address such as 10.1.2.3 or fd00::1, or a range such as"
                                                        + " 10.0.0.0/8 or fd00::/8"));
        int most = address.getAddress().length * 8;
        String length = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) {
            throw wrong(text, "a length from 0 to " + most + " after the slash");
        }
        int bits = Integer.parseInt(length);
        InetAddress first = masked(address, bits);
        if (!first.equals(address)) {
            throw wrong(
                    text,
                    first.getHostAddress()
                            + "/"
                            + bits
                            + ", or "
                            + written
                            + " for this address alone");
        }
        return new AddressRange(first, bits);
    }

    private static IllegalArgumentException wrong(String text, String expected) {
        return new IllegalArgumentException("\"" + text + "\" (expected: " + expected + ")");
    }

    /// The address that a text names by its numbers; nothing is looked up. IPv4 addresses mapped to IPv6 are IPv4 addresses.
    static Optional<InetAddress> literal(String text) {
        boolean isIpv6 = text.indexOf(':') >= 0;
        if (!(isIpv6 ? IPV6 : IPV4).matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static InetAddress masked(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            bytes[i] = (byte) (bytes[i] & (0xff00 >> kept));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 or 16 bytes are an address", impossible);
        }
    }

    boolean contains(InetAddress address) {
        return address.getAddress().length == first.getAddress().length
                && masked(address, bits).equals(first);
    }

    /// The text that `parse` reads.
    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
