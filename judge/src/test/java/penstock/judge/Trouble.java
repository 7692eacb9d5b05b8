package penstock.judge;

/// What happens in a [World]: faults of the candidate, and disturbances that are no fault of it.
///
/// @param rate requests per second
/// @param isSteady whether the rate does not swing
/// @param errors additional share of candidate requests that fail
/// @param slower factor on the candidate's latency
/// @param tail share of candidate requests that take a second longer
/// @param from seconds after the start at which the candidate's fault begins
/// @param drift factor that the errors of both versions grow by in half an hour
/// @param isBrownout ten seconds of 20 % errors in both versions every five minutes
/// @param lateMillis how late the candidate's counters are
/// @param coldness how much slower the candidate is at first
/// @param echoes further failures of a failing client, within a second, that are counted though they should not be
/// @param hasPauses whether each version stalls for 150 ms now and then
/// @param isCompiling whether the candidate gets faster with each request, as programs on the JVM do: 3.2 times stable's
///     latency at first, 1.3 times after 1,400 requests (fitted to a real one, docs/benchmarks.md)
record Trouble(
        double rate,
        boolean isSteady,
        double errors,
        double slower,
        double tail,
        double from,
        double drift,
        boolean isBrownout,
        int lateMillis,
        double coldness,
        int echoes,
        boolean hasPauses,
        boolean isCompiling) {
    static Trouble none() {
        return new Trouble(100, false, 0, 1, 0, 0, 1, false, 0, 0, 0, false, false);
    }

    Trouble rate(double perSecond) {
        return new Trouble(
                perSecond,
                isSteady,
                errors,
                slower,
                tail,
                from,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble steady() {
        return new Trouble(
                rate,
                true,
                errors,
                slower,
                tail,
                from,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble errors(double share) {
        return new Trouble(
                rate,
                isSteady,
                share,
                slower,
                tail,
                from,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble slower(double factor) {
        return new Trouble(
                rate,
                isSteady,
                errors,
                factor,
                tail,
                from,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble tail(double share) {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                share,
                from,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble from(double second) {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                tail,
                second,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble drift(double factor) {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                tail,
                from,
                factor,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble brownout() {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                tail,
                from,
                drift,
                true,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble late(int millis) {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                tail,
                from,
                drift,
                isBrownout,
                millis,
                coldness,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble cold(double extra) {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                tail,
                from,
                drift,
                isBrownout,
                lateMillis,
                extra,
                echoes,
                hasPauses,
                isCompiling);
    }

    Trouble echoes(int more) {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                tail,
                from,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                more,
                hasPauses,
                isCompiling);
    }

    Trouble pauses() {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                tail,
                from,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                true,
                isCompiling);
    }

    Trouble compiling() {
        return new Trouble(
                rate,
                isSteady,
                errors,
                slower,
                tail,
                from,
                drift,
                isBrownout,
                lateMillis,
                coldness,
                echoes,
                hasPauses,
                true);
    }
}
