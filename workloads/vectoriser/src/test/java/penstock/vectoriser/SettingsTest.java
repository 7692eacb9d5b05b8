package penstock.vectoriser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
    @Test
    void startsWithoutAnyVariableAndWithoutFaults() throws Settings.InvalidSettings {
        var settings = Settings.from(Map.of(), "1.2.3");

        assertThat(settings.port()).isEqualTo(8000);
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.version()).isEqualTo("1.2.3");
        assertThat(settings.cacheTtl()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.faults()).isEqualTo(Faults.NONE);
    }

    @Test
    void readsEveryFault() throws Settings.InvalidSettings {
        var settings =
                Settings.from(
                        Map.of(
                                "VECTORISER_FAULT_ERROR_RATE", "5%",
                                "VECTORISER_FAULT_LATENCY", "20ms",
                                "VECTORISER_FAULT_LATENCY_TAIL", "10%:800ms",
                                "VECTORISER_FAULT_MEMORY_LEAK", "64KiB",
                                "VECTORISER_FAULT_CRASH_AFTER", "1000",
                                "VECTORISER_FAULT_SLOW_START", "20s",
                                "VECTORISER_FAULT_NEVER_READY", "true",
                                "VECTORISER_FAULT_QUALITY_LOSS", "12.5%"),
                        "1");

        assertThat(settings.faults())
                .isEqualTo(
                        new Faults(
                                0.05,
                                Duration.ofMillis(20),
                                0.1,
                                Duration.ofMillis(800),
                                65_536,
                                1000,
                                Duration.ofSeconds(20),
                                true,
                                0.125));
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, 70000",
        "PORT, http",
        "VECTORISER_WORKERS, 0",
        "VECTORISER_QUEUE, -1",
        "VECTORISER_CACHE_TTL, 3600",
        "VECTORISER_DRAIN, soon",
        "VECTORISER_FAULT_ERROR_RATE, 0.05",
        "VECTORISER_FAULT_ERROR_RATE, 101%",
        "VECTORISER_FAULT_LATENCY, 5 minutes",
        "VECTORISER_FAULT_LATENCY_TAIL, 800ms",
        "VECTORISER_FAULT_LATENCY_TAIL, 10%:",
        "VECTORISER_FAULT_MEMORY_LEAK, 64",
        "VECTORISER_FAULT_CRASH_AFTER, never",
        "VECTORISER_FAULT_NEVER_READY, yes",
        "VECTORISER_FAULT_QUALITY_LOSS, much",
        "VECTORISER_FALT_LATENCY, 5ms",
    })
    void refusesAWrongValueAndNamesVariableAndValue(String name, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, value), "1"))
                .isInstanceOf(Settings.InvalidSettings.class)
                .hasMessageStartingWith(name + ": \"" + value + "\" (expected: ");
    }

    @Test
    void reportsAllMistakesAtOnce() {
        var wrong = Map.of("PORT", "x", "VECTORISER_QUEUE", "y", "VECTORISER_TYPO", "z");

        assertThatThrownBy(() -> Settings.from(wrong, "1"))
                .hasMessageContaining("PORT")
                .hasMessageContaining("VECTORISER_QUEUE")
                .hasMessageContaining("VECTORISER_TYPO");
    }
}
