package penstock.capabilities.services;

import java.util.List;

/// The path of a PEM file: an absolute one, or one relative to `certificates/` in the data directory.
public final class PemPath {
    private PemPath() {}

    /// @param name of the component, for the message
    public static void check(String name, String file) {
        boolean isUsable = !file.isBlank() && file.chars().noneMatch(each -> each < ' ');
        boolean isOutside = !file.startsWith("/") && List.of(file.split("/", -1)).contains("..");
        if (!isUsable || isOutside) {
            throw new IllegalArgumentException(
                    name
                            + ": \""
                            + file.replaceAll("\\p{Cntrl}", "?")
                            + "\" (expected: a PEM file, such as shop.pem in the folder certificates, or"
                            + " /etc/ssl/shop.pem)");
        }
    }
}
