package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What counts as a guardian that goes on.
class GuardianWatchTest {

    private static final String UNKNOWN = "";

    @Test
    void aProcessWhoseStartTimeCouldNotBeReadYetGoesOn() {
        long own = ProcessHandle.current().pid();

        assertThat(GuardianWatch.isThere(own, UNKNOWN)).isTrue();
    }

    @Test
    void aProcessOfAnotherStartTimeIsAnother() {
        long own = ProcessHandle.current().pid();

        assertThat(GuardianWatch.isThere(own, "1")).isFalse();
    }

    @Test
    void aProcessThatHasEndedDoesNotGoOn() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();

        assertThat(GuardianWatch.isThere(ended.pid(), UNKNOWN)).isFalse();
    }
}
