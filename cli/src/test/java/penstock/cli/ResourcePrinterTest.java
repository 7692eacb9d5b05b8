package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcePrinterTest {

    private static final ResourcePrinter PRINTER =
            new ResourcePrinter(InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z")));

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T11:59:48Z, 12s",
        "2026-11-26T11:55:00Z, 5m",
        "2026-11-24T11:00:00Z, 2d",
        "2026-11-26T12:00:30Z, 0s",
        "2026-11-26T12:05:00Z, in 5m",
        "2027-02-24T12:00:00Z, in 90d",
        "some day, -",
    })
    void aTimeIsToldFromNow(String instant, String told) {
        assertThat(PRINTER.age(instant)).isEqualTo(told);
    }
}
