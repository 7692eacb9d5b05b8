package penstock.gateway.routes;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// A range of IPv4 or IPv6 addresses, written as `10.0.0.0/8`, `fd00::/8`, or one address alone.
///
/// @param bits how many of the first bits all addresses of the range share
public record AddressRange(InetAddress first, int bits) {

    private static final byte[] NONE = new byte[0];
    private static final int LONGEST_IPV4 = 15;
    private static final int LONGEST_IPV6 = 45;

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
    public static Optional<InetAddress> literal(String text) {
        boolean isIpv6 = text.indexOf(':') >= 0;
        if (!(isIpv6 ? looksLikeIpv6(text) : isIpv4(text))) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /// The bytes of an address without its zone; none when the text is no address.
    public static byte[] bytes(String text) {
        if (isIpv4(text)) {
            return ipv4(text);
        }
        int zone = text.indexOf('%');
        return literal(zone < 0 ? text : text.substring(0, zone))
                .map(InetAddress::getAddress)
                .orElse(NONE);
    }

    /// Of a text that has the form; none when a number is too large.
    private static byte[] ipv4(String text) {
        byte[] bytes = new byte[4];
        int part = 0;
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '.') {
                part++;
                number = 0;
                continue;
            }
            number = 10 * number + (letter - '0');
            if (number > 255) {
                return NONE;
            }
            bytes[part] = (byte) number;
        }
        return bytes;
    }

    private static boolean looksLikeIpv6(String text) {
        return text.length() <= LONGEST_IPV6
                && text.chars()
                        .allMatch(
                                letter ->
                                        letter == ':'
                                                || letter == '.'
                                                || (letter < 0x80
                                                        && Character.digit(letter, 16) >= 0));
    }

    private static boolean isIpv4(String text) {
        int parts = 0;
        int from = 0;
        while (from <= text.length() && text.length() <= LONGEST_IPV4) {
            int dot = text.indexOf('.', from);
            int to = dot < 0 ? text.length() : dot;
            if (!isNumber(text, from, to)) {
                return false;
            }
            parts++;
            from = to + 1;
        }
        return parts == 4;
    }

    /// Without a leading zero, which some programs read as octal.
    private static boolean isNumber(String text, int from, int to) {
        return isDigits(text, from, to, 3) && (to == from + 1 || text.charAt(from) != '0');
    }

    /// Whether a part of a text is at least one digit and at most so many.
    public static boolean isDigits(String text, int from, int to, int most) {
        boolean isSound = to > from && to - from <= most;
        for (int i = from; i < to && isSound; i++) {
            isSound = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return isSound;
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

    public boolean contains(InetAddress address) {
        return address.getAddress().length == first.getAddress().length
                && masked(address, bits).equals(first);
    }

    /// The text that `parse` reads.
    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
