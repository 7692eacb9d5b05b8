package penstock.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import penstock.capabilities.services.Instance;

final class ScrapingErrorTest {
    private final Semaphore looks = new Semaphore(0);

    private List<Instance> instances() {
        looks.release();
        throw new OutOfMemoryError("as if");
    }

    @Test
    void anErrorDoesNotEndTheSearchForTargets() throws InterruptedException {
        try (var scraping = Scraping.start(List.of(), this::instances, Optional::empty, "1")) {
            for (int i = 0; i < 3; i++) {
                scraping.look();
                assertThat(looks.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }
}
