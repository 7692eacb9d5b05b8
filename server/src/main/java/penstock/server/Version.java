package penstock.server;

import java.util.Optional;

/// The version of the program, from its jar's manifest.
final class Version {
    private static final String UNPACKAGED = "0.1.0-SNAPSHOT";

    private Version() {}

    static String current() {
        return Optional.ofNullable(Version.class.getPackage())
                .map(Package::getImplementationVersion)
                .orElse(UNPACKAGED);
    }
}
