package penstock.gateway.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import penstock.gateway.routes.AddressRange;

/// Reads the header by which a proxy says for whom a connection is: the PROXY protocol in versions 1 and 2, as HAProxy specified it.
/// Strict, as nobody but a proxy has reason to send one.
final class ProxyHeader {

    /// What the bytes so far are.
    sealed interface Reading {

        /// A part of a header.
        record Part() implements Reading {}

        /// A whole header.
        ///
        /// @param length in bytes; what comes after them is of the client
        /// @param client empty when the proxy speaks for itself, or does not say for whom
        record Whole(int length, Optional<InetAddress> client) implements Reading {}

        /// No header.
        record Wrong(String reason) implements Reading {}
    }

    /// Of a header of version 2, behind its first 16 bytes. Only extensions could make it longer.
    static final int MOST_BYTES = 4_096;

    private static final Reading PART = new Reading.Part();

    private static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int V1_MOST = 107;
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final int MOST_PORT = 65_535;

    private static final byte[] V2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int V2_FIXED = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int CHECKSUM = 0x03;

    private ProxyHeader() {}

    static Reading read(byte[] bytes) {
        if (isBegun(bytes, V1)) {
            return bytes.length < V1.length ? PART : readText(bytes);
        }
        if (isBegun(bytes, V2)) {
            return bytes.length < V2_FIXED ? PART : readBinary(bytes);
        }
        return new Reading.Wrong("no header of the PROXY protocol");
    }

    private static boolean isBegun(byte[] bytes, byte[] start) {
        int length = Math.min(bytes.length, start.length);
        return Arrays.equals(bytes, 0, length, start, 0, length);
    }

    private static Reading readText(byte[] bytes) {
        for (int i = V1.length; i < Math.min(bytes.length, V1_MOST); i++) {
            if (bytes[i] == '\n') {
                return bytes[i - 1] == '\r'
                        ? line(new String(bytes, 0, i - 1, StandardCharsets.ISO_8859_1), i + 1)
                        : new Reading.Wrong("a line that does not end with CR and LF");
            }
        }
        return bytes.length < V1_MOST
                ? PART
                : new Reading.Wrong("a line of more than " + V1_MOST + " bytes");
    }

    private static Reading line(String line, int length) {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return new Reading.Whole(length, Optional.empty());
        }
        boolean isIpv6 = words[1].equals("TCP6");
        if (!isIpv6 && !words[1].equals("TCP4")) {
            return new Reading.Wrong("a protocol other than TCP4, TCP6 and UNKNOWN");
        }
        boolean isWhole =
                words.length == 6
                        && isAddress(words[2], isIpv6)
                        && isAddress(words[3], isIpv6)
                        && isPort(words[4])
                        && isPort(words[5]);
        return isWhole
                ? new Reading.Whole(length, AddressRange.literal(words[2]))
                : new Reading.Wrong(
                        "not two addresses of "
                                + words[1]
                                + " and two ports, a space between each");
    }

    private static boolean isAddress(String text, boolean isIpv6) {
        return text.contains(":") == isIpv6 && AddressRange.literal(text).isPresent();
    }

    private static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) <= MOST_PORT;
    }

    private static Reading readBinary(byte[] bytes) {
        int command = bytes[V2.length] & 0xff;
        if (command != LOCAL && command != PROXY) {
            return new Reading.Wrong("version and command %#04x".formatted(command));
        }
        int length = ByteBuffer.wrap(bytes).getShort(V2_FIXED - 2) & 0xffff;
        if (length > MOST_BYTES) {
            return new Reading.Wrong(
                    length + " bytes behind the fixed part (expected: at most " + MOST_BYTES + ")");
        }
        int whole = V2_FIXED + length;
        if (bytes.length < whole) {
            return PART;
        }
        return command == LOCAL
                ? new Reading.Whole(whole, Optional.empty())
                : proxied(Arrays.copyOf(bytes, whole));
    }

    private static Reading proxied(byte[] header) {
        int family = header[V2.length + 1] & 0xff;
        // both addresses, and both ports where there are some
        int addresses =
                switch (family) {
                    case 0x00 -> 0;
                    case 0x11 -> 12;
                    case 0x21 -> 36;
                    case 0x31 -> 216;
                    default -> -1;
                };
        if (addresses < 0) {
            return new Reading.Wrong("family and protocol %#04x".formatted(family));
        }
        if (header.length < V2_FIXED + addresses) {
            return new Reading.Wrong("too short for its addresses");
        }
        String mistake = extensions(header, V2_FIXED + addresses);
        if (!mistake.isEmpty()) {
            return new Reading.Wrong(mistake);
        }
        return new Reading.Whole(
                header.length,
                switch (family) {
                    case 0x11 -> Optional.of(address(header, 4));
                    case 0x21 -> Optional.of(address(header, 16));
                    default -> Optional.empty();
                });
    }

    private static InetAddress address(byte[] header, int length) {
        try {
            return InetAddress.getByAddress(
                    Arrays.copyOfRange(header, V2_FIXED, V2_FIXED + length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 or 16 bytes are an address", impossible);
        }
    }

    /// What is wrong with the extensions; empty when nothing is. Only the checksum has a meaning here.
    private static String extensions(byte[] header, int from) {
        int at = from;
        boolean isChecked = false;
        while (at < header.length) {
            if (header.length - at < 3) {
                return "an extension without a length";
            }
            int length = ByteBuffer.wrap(header).getShort(at + 1) & 0xffff;
            int value = at + 3;
            if (length > header.length - value) {
                return "an extension that is longer than the header";
            }
            if (header[at] == CHECKSUM) {
                if (length != 4 || isChecked || !isSound(header, value)) {
                    return "a checksum that is wrong";
                }
                isChecked = true;
            }
            at = value + length;
        }
        return "";
    }

    /// The checksum is that of the whole header with zeros in its place.
    private static boolean isSound(byte[] header, int at) {
        byte[] copy = header.clone();
        int stored = ByteBuffer.wrap(header).getInt(at);
        Arrays.fill(copy, at, at + 4, (byte) 0);
        CRC32C checksum = new CRC32C();
        checksum.update(copy);
        return (int) checksum.getValue() == stored;
    }
}
