package penstock.judge;

import java.util.Objects;

/// What both versions did between the tick before and this one, counted at the same place.
///
/// @param atMillis end of the tick, in milliseconds of any clock that does not jump; the judge only looks at differences
/// @param stable the version trusted now
/// @param candidate the version on trial
public record Tick(long atMillis, Sample stable, Sample candidate) {
    public Tick {
        Objects.requireNonNull(stable);
        Objects.requireNonNull(candidate);
    }
}
