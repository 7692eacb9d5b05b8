package penstock.capabilities.services.probing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import penstock.capabilities.services.RunSpec;
import penstock.capabilities.services.probing.Probes.Finding;
import penstock.capabilities.services.probing.Probing.Role;
import penstock.model.Decoder;
import penstock.model.Text;

final class ProbesTest {
    private static final Answer YES = new Answer(true, "HTTP 200");
    private static final Answer NO = new Answer(false, "HTTP 503");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final RunSpec RUN =
            run("ready: { http: /r, failures: 2 }\nlive: /l\nstartup: { http: /s, within: 10s }");

    private static RunSpec run(String lines) {
        var text = "process: { command: [x] }\n" + lines;
        return Decoder.decode(RunSpec.class, Text.readYaml(text, "spec").getFirst(), "", "run");
    }

    @Test
    void asksStartupThenReadyThenLive() {
        long now = System.nanoTime();
        var probes = Probes.begin(RUN, now);

        now += SECOND;
        var first = probes.begin(now);
        probes.answered(first.getFirst(), YES);
        now += SECOND;
        var second = probes.begin(now);
        var finding = probes.answered(second.getFirst(), YES);
        now += SECOND;
        var third = probes.begin(now);

        assertThat(first).extracting(Probing::role).containsExactly(Role.STARTUP);
        assertThat(second).extracting(Probing::role).containsExactly(Role.READY);
        assertThat(finding).isEqualTo(Finding.READY);
        assertThat(third).extracting(Probing::role).containsExactly(Role.READY, Role.LIVE);
    }

    @Test
    void needsSoManyFailuresInARowForANo() {
        var probes = Probes.begin(run("ready: /r"), 0);
        long now = System.nanoTime() + SECOND;
        var ready = probes.begin(now).getFirst();

        assertThat(probes.answered(ready, YES)).isEqualTo(Finding.READY);
        assertThat(probes.answered(ready, NO)).isEqualTo(Finding.NOTHING);
        assertThat(probes.answered(ready, NO)).isEqualTo(Finding.NOTHING);
        assertThat(probes.answered(ready, YES)).isEqualTo(Finding.NOTHING);
        assertThat(probes.answered(ready, NO)).isEqualTo(Finding.NOTHING);
        assertThat(probes.answered(ready, NO)).isEqualTo(Finding.NOTHING);
        assertThat(probes.answered(ready, NO)).isEqualTo(Finding.NOT_READY);
    }

    @Test
    void neverAsksTheSameTwiceAtOnceAndKeepsItsRhythm() {
        var run = run("ready: { http: /r, every: 1s }");
        long began = System.nanoTime();
        var probes = Probes.begin(run, began).resumed(true);
        long first = began + SECOND;
        var ready = probes.begin(first).getFirst();

        boolean isAskedTwice = !probes.begin(first + 10 * SECOND).isEmpty();
        probes.answered(ready, YES);
        long next = ready.due();
        probes.begin(next + SECOND / 3);
        probes.answered(ready, YES);

        assertThat(isAskedTwice).isFalse();
        assertThat(ready.due()).isEqualTo(next + SECOND);
    }

    @Test
    void isLateOnceTheLimitOfTheFirstYesIsOver() {
        long began = System.nanoTime();
        var probes = Probes.begin(RUN, began);

        assertThat(probes.late(began + 9 * SECOND)).isEmpty();
        assertThat(probes.late(began + 10 * SECOND).map(Probing::role)).contains(Role.STARTUP);
        assertThat(probes.next(began + 1_000 * SECOND)).isLessThan(began + 11 * SECOND);
    }

    @Test
    void isNeverLateAfterTheFirstReady() {
        long began = System.nanoTime();
        var probes = Probes.begin(RUN, began).resumed(false);

        assertThat(probes.late(began + 10_000 * SECOND)).isEmpty();
    }
}
