package penstock.metrics.scrape;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file with one word in it that nobody is to see.
final class SecretFile {
    private static final int MOST = 64 << 10;

    private SecretFile() {}

    /// What the file holds, without blanks around it.
    ///
    /// @throws ScrapeProblem when there is none, or nothing that can be sent; it never names what the file holds
    static String read(Path file) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MOST);
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(java.nio.ByteBuffer.wrap(bytes))
                            .toString()
                            .strip();
            boolean isOneLine = text.chars().allMatch(c -> c >= ' ' && c != 0x7f && c < 0x100);
            if (text.isEmpty() || !isOneLine || bytes.length == MOST) {
                throw new ScrapeProblem(
                        file + " holds nothing that can be sent (expected: one line of text)");
            }
            return text;
        } catch (NoSuchFileException _) {
            throw new ScrapeProblem(file + " is not there (expected: a file with the secret)");
        } catch (CharacterCodingException _) {
            throw new ScrapeProblem(
                    file + " holds nothing that can be sent (expected: one line of text)");
        } catch (IOException _) {
            throw new ScrapeProblem(file + " cannot be read (expected: a file with the secret)");
        }
    }
}
