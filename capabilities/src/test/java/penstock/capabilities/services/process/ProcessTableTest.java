package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import penstock.testkit.FirstThreadEnded;

final class ProcessTableTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramWhoseFirstThreadHasEndedGoesOn() throws Exception {
        var process = FirstThreadEnded.start();
        try {
            assertThat(new ProcessTable().identify(process.pid())).isPresent();
        } finally {
            process.destroyForcibly();
        }
    }
}
