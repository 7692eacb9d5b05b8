package penstock.gateway.routes;

import java.util.Locale;

/// In which capacity a version served a request. Only stable, candidate and baseline are a random share of the users, so only they can be compared.
public enum Role {
    /// The version trusted now.
    STABLE(0),
    /// The version on trial, for the users of its cohorts.
    CANDIDATE(1),
    /// The version on trial, for a request that asked for it.
    TESTER(2),
    /// The version before the present one, for a request whose page came from it.
    PINNED(3),
    /// The version on trial, for a copy of a request whose answer nobody sees.
    SHADOW(4),
    /// The version trusted now, on instances as young as the candidate's, for the users of as many cohorts.
    BASELINE(5);

    private final int code;

    Role(int code) {
        this.code = code;
    }

    private final String word = name().toLowerCase(Locale.ROOT);

    /// As people write it.
    public String word() {
        return word;
    }

    /// The number that stands for it in a report.
    int code() {
        return code;
    }

    static Role of(int code) {
        for (Role role : values()) {
            if (role.code == code) {
                return role;
            }
        }
        throw new IllegalArgumentException("role: " + code + " (expected: 0..5)");
    }
}
