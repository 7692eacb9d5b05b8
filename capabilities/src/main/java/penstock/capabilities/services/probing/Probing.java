package penstock.capabilities.services.probing;

import java.time.Duration;
import java.util.Locale;
import penstock.capabilities.services.Endpoint;
import penstock.capabilities.services.ProbeSpec;
import penstock.model.DurationText;

/// One probe of one attempt: when it is due, and what its answers so far amount to. Times are those of
/// [System#nanoTime()]. Questions are asked at fixed distances from the first one, however long an answer takes, and
/// never two at once.
public final class Probing {
    private static final Duration EAGER = Duration.ofMillis(250);

    public enum Role {
        STARTUP,
        READY,
        LIVE
    }

    private final Role role;
    private final ProbeSpec spec;
    private final Dial dial;
    private long due;
    private boolean isAsking;
    private boolean hasSucceeded;
    private int failures;
    private int successes;
    private int asked;
    private String last = "no answer yet";

    Probing(Role role, ProbeSpec spec, Dial dial, long now) {
        this.role = role;
        this.spec = spec;
        this.dial = dial;
        this.due = now;
    }

    public Role role() {
        return role;
    }

    public ProbeSpec spec() {
        return spec;
    }

    /// Puts the question, if it is one over the network.
    public Answer ask(Endpoint at) {
        return NetworkProbe.ask(spec, dial, at);
    }

    public String last() {
        return last;
    }

    /// When to look again; far away while a question is open, since its answer wakes.
    long due() {
        return due;
    }

    boolean isAsking() {
        return isAsking;
    }

    /// The probe was ready before this server came.
    void resume() {
        hasSucceeded = true;
        successes = spec.successes();
    }

    /// Begins a question if one is due.
    boolean ask(long now) {
        if (isAsking || now - due < 0) {
            return false;
        }
        isAsking = true;
        asked++;
        long step = step().toNanos();
        due += step * (1 + (now - due) / step);
        return true;
    }

    void answered(Answer answer) {
        isAsking = false;
        last = answer.text();
        if (!answer.isAsked()) {
            return;
        }
        if (answer.isYes()) {
            failures = 0;
            successes++;
            hasSucceeded |= isYes();
        } else {
            successes = 0;
            failures++;
        }
    }

    boolean isYes() {
        return successes >= spec.successes();
    }

    public boolean hasPassed() {
        return hasSucceeded;
    }

    /// What is asked and what was answered last.
    public String describe(Endpoint at) {
        return role.name().toLowerCase(Locale.ROOT)
                + ": "
                + NetworkProbe.describe(spec, dial, at)
                + ": "
                + last;
    }

    /// For an instance that had so many chances in a row.
    public String describeFailure(Endpoint at) {
        return describe(at) + " (" + spec.failures() + " times in a row)";
    }

    /// For an instance that took too long to the first yes.
    public String describeLateness(Endpoint at, Duration elapsed) {
        return describe(at)
                + " (after "
                + DurationText.format(elapsed)
                + " and "
                + asked
                + " questions; expected: a yes within "
                + DurationText.format(spec.within())
                + ")";
    }

    boolean isNo() {
        return failures >= spec.failures();
    }

    private Duration step() {
        return hasSucceeded || spec.every().compareTo(EAGER) < 0 ? spec.every() : EAGER;
    }
}
