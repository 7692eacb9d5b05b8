package penstock.server.crash;

import java.util.ArrayList;
import java.util.List;
import penstock.capabilities.rollout.Phase;

/// A moment at which a server can be killed: just before or just after something that it stores or does.
///
/// @param event as [CrashingStore] and [CrashingController] call it
record CrashPoint(When when, String event) {
    enum When {
        BEFORE,
        AFTER
    }

    /// What a rollout stores besides a new phase; [CrashingStore] tells them apart.
    private static final List<String> WITHIN_A_PHASE =
            List.of(
                    "begin",
                    "weight in progressing",
                    "weight in promoting",
                    "step in progressing",
                    "scaling in promoting",
                    "failed check in progressing",
                    "warm over");

    private static final List<String> EFFECTS =
            List.of(
                    "penstock.capabilities.rollout.RolloutEffect",
                    "penstock.capabilities.services.ServiceEffect");

    static CrashPoint before(String event) {
        return new CrashPoint(When.BEFORE, event);
    }

    static CrashPoint after(String event) {
        return new CrashPoint(When.AFTER, event);
    }

    static CrashPoint parse(String text) {
        int space = text.indexOf(' ');
        return new CrashPoint(When.valueOf(text.substring(0, space)), text.substring(space + 1));
    }

    @Override
    public String toString() {
        return when + " " + event;
    }

    /// Every point there is, from the declared transitions and the sealed effects: a new one is in this list by itself.
    static List<CrashPoint> all() {
        var events = new ArrayList<>(WITHIN_A_PHASE);
        for (var phase : Phase.values()) {
            phase.next().forEach(next -> events.add(transition(phase.name(), next.name())));
        }
        for (var effects : EFFECTS) {
            for (var effect : variants(effects)) {
                events.add(effect(effect));
            }
        }
        return events.stream()
                .flatMap(event -> List.of(before(event), after(event)).stream())
                .toList();
    }

    private static Class<?>[] variants(String sealed) {
        try {
            return Class.forName(sealed).getPermittedSubclasses();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(sealed + " (expected: a sealed interface)", e);
        }
    }

    static String transition(String from, String to) {
        return (from + " to " + to).toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    static String effect(Class<?> effect) {
        var name = effect.getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }
}
