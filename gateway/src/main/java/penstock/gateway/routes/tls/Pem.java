package penstock.gateway.routes.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The blocks of a PEM file (RFC 7468). Text around them is passed over, as tools write explanations there.
///
/// @param isLegacyEncrypted whether the block says of itself that it is encrypted, as OpenSSL did before PKCS #8
@SuppressWarnings("ArrayRecordComponent") // made, read once and dropped; never compared
record Pem(String label, byte[] content, boolean isLegacyEncrypted) {

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----");

    /// What OpenSSL writes before the content of an encrypted key (RFC 1421).
    private static final String ENCRYPTED = "Proc-Type:";

    /// All blocks. An `IllegalArgumentException` says what is wrong with the file, and nothing of what is in it.
    static List<Pem> read(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        List<Pem> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int from = 0;
        while (begin.find(from)) {
            String label = begin.group(1);
            int end = text.indexOf("-----END " + label + "-----", begin.end());
            if (end < 0) {
                throw new IllegalArgumentException(
                        "ends within a block \"" + label + "\" (expected: a whole PEM file)");
            }
            blocks.add(block(label, text.substring(begin.end(), end)));
            from = end;
        }
        return blocks;
    }

    private static Pem block(String label, String body) {
        boolean isEncrypted = body.contains(ENCRYPTED);
        if (isEncrypted) {
            return new Pem(label, new byte[0], true);
        }
        try {
            String content = body.replaceAll("\\s", "");
            return new Pem(label, Base64.getDecoder().decode(content), false);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException(
                    "a block \"" + label + "\" is not Base64 (expected: a whole PEM file)",
                    notBase64);
        }
    }
}
