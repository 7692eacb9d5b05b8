package penstock.capabilities.services;

import java.util.Optional;
import penstock.model.Size;

/// What an instance may use. Enforced where the machine allows it; where not, the instance says so in its notes.
///
/// @param memory resident memory of all its processes together; more, and the kernel kills it
/// @param cpu processors' worth of time: `0.5` is half of one
public record LimitsSpec(Optional<Size> memory, Optional<Double> cpu) {
    private static final long LEAST_MEMORY = 1 << 20;

    public LimitsSpec {
        memory.ifPresent(
                size -> {
                    if (size.bytes() < LEAST_MEMORY) {
                        throw new IllegalArgumentException(
                                "memory: " + size + " (expected: 1Mi or more)");
                    }
                });
        cpu.ifPresent(
                share -> {
                    if (!(share >= 0.01 && share <= 4096)) {
                        throw new IllegalArgumentException(
                                "cpu: " + share + " (expected: processors from 0.01 to 4096)");
                    }
                });
    }

    public boolean isEmpty() {
        return memory.isEmpty() && cpu.isEmpty();
    }
}
