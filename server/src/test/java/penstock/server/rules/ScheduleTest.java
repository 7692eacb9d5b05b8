package penstock.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.metrics.rules.RuleGroup;

/// Which group is evaluated when, by a clock that the test sets.
final class ScheduleTest {
    private static final long INTERVAL = 10_000;

    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final Schedule schedule = new Schedule(() -> Instant.ofEpochMilli(now.get()), 1);
    private final RuleGroup group =
            new RuleGroup("f", "g", INTERVAL, 0, OptionalLong.empty(), List.of());
    private final RunningGroup running = new RunningGroup(group);
    private final long first = group.slotBefore(now.get()) + INTERVAL;

    ScheduleTest() {
        schedule.of(List.of(running), List.of());
    }

    private Schedule.Turn turnAt(long time) throws InterruptedException {
        now.set(time);
        return schedule.next().orElseThrow();
    }

    @Test
    void aGroupIsDueAtEachOfItsSlots() throws InterruptedException {
        now.set(first - 1);
        assertThat(schedule.next()).isEmpty();

        assertThat(turnAt(first + 3)).isEqualTo(new Schedule.Turn(running, first, 0));
        schedule.done(running);
        assertThat(turnAt(first + INTERVAL))
                .isEqualTo(new Schedule.Turn(running, first + INTERVAL, 0));
    }

    @Test
    void aGroupIsNeverWithTwoAndWhatItMissedIsCounted() throws InterruptedException {
        turnAt(first);
        now.set(first + 3 * INTERVAL + 5);
        assertThat(schedule.next()).isEmpty();

        schedule.done(running);

        assertThat(schedule.next()).contains(new Schedule.Turn(running, first + 3 * INTERVAL, 2));
    }

    @Test
    void aClockThatIsSetBackDoesNotStopIt() throws InterruptedException {
        turnAt(first);
        schedule.done(running);

        now.set(first - 3_600_000);
        assertThat(schedule.next()).isEmpty();

        assertThat(turnAt(first - 3_600_000 + INTERVAL))
                .isEqualTo(new Schedule.Turn(running, first - 3_600_000 + INTERVAL, 0));
    }

    @Test
    void aGroupThatIsGoneIsEvaluatedOnceMoreWithoutRules() throws InterruptedException {
        turnAt(first);
        schedule.of(List.of(), List.of(running));

        assertThat(schedule.next()).contains(new Schedule.Turn(running, first, 0));
        assertThat(running.group().rules()).isEmpty();
        schedule.done(running);
        now.addAndGet(INTERVAL);
        assertThat(schedule.next()).isEmpty();
    }
}
