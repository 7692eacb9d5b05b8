package penstock.gateway.routes.tls;

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import penstock.gateway.routes.TlsFault;

/// Why TLS with an instance did not come about, as the libraries tell it: that of Java and BoringSSL have the same things in other words.
///
/// @param words for people, of bounded length; empty when there is no more to say than the fault
public record Diagnosis(TlsFault fault, String words) {

    private static final int MOST_WORDS = 200;

    /// In the words of the libraries without their hyphens and underscores.
    private static final List<String> NO_PROTOCOL =
            List.of(
                    "no application protocol",
                    "alert protocol version",
                    "fatal alert: protocol version",
                    "unsupported protocol",
                    "server selected protocol version");

    private static final List<String> ALERT = List.of("fatal alert", " alert ");

    public static Diagnosis of(Throwable failure) {
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedException untrusted) {
                return new Diagnosis(untrusted.fault(), words(untrusted));
            }
            last = cause;
        }
        if (last instanceof UnusableFilesException unusable) {
            return new Diagnosis(TlsFault.FILES, words(unusable));
        }
        if (last instanceof SocketTimeoutException) {
            return new Diagnosis(TlsFault.TIMEOUT, "");
        }
        if (last instanceof ClosedChannelException || last instanceof EOFException) {
            return new Diagnosis(TlsFault.CLOSED, "");
        }
        return new Diagnosis(byWords(last), words(last));
    }

    private static TlsFault byWords(Throwable last) {
        String text = plain(last);
        if (has(text, NO_PROTOCOL)) {
            return TlsFault.NO_PROTOCOL;
        }
        if (has(text, ALERT)) {
            return TlsFault.REFUSED;
        }
        // what the system says of a connection, in place of a library of TLS
        return last instanceof SSLException ? TlsFault.OTHER : TlsFault.CLOSED;
    }

    private static boolean has(String text, List<String> words) {
        return words.stream().anyMatch(text::contains);
    }

    private static String plain(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ')
                .replace('-', ' ');
    }

    private static String words(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}", " ");
        return text.substring(0, Math.min(MOST_WORDS, text.length()));
    }

    /// Fault and words as one text.
    public String text() {
        return words.isEmpty() ? fault.text() : fault.text() + ": " + words;
    }
}
