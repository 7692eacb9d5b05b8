package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static List<Act> round(Schedule schedule) {
        var acts = new ArrayList<Act>();
        do {
            acts.add(schedule.next());
        } while (!schedule.isRoundOver());
        return acts;
    }

    @Test
    void theSameSeedMakesTheSameActs() {
        var first = new Schedule(Schedule.OWN, 7);
        var second = new Schedule(Schedule.OWN, 7);

        assertThat(round(first)).isEqualTo(round(second));
        assertThat(round(first)).isEqualTo(round(second));
        assertThat(round(new Schedule(Schedule.OWN, 8)))
                .isNotEqualTo(round(new Schedule(Schedule.OWN, 7)));
    }

    @Test
    void aRoundHasEveryStrategyEveryEndAndEveryStrike() {
        var round = round(new Schedule(Schedule.OWN, 1));

        assertThat(round.stream().map(Act::profile))
                .contains("atomic", "rolling", "rolling-one")
                .contains(Schedule.CANARY, Schedule.BLUE_GREEN, Schedule.GRADUAL);
        assertThat(round.stream().map(Act::flaw).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Act.Flaw.values());
        assertThat(round.stream().map(Act::order).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Act.Order.values());
        assertThat(round.stream().map(Act::strike).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Act.Strike.values());
        assertThat(
                        Schedule.OWN.stream()
                                .map(Act::outcomes)
                                .flatMap(Set::stream)
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("completed", "rolled-back", "failed", "superseded");
    }

    @Test
    void everyActBeginsAnewInTheNextRound() {
        var schedule = new Schedule(Schedule.FOREIGN, 3);

        var first = round(schedule);
        var second = round(schedule);

        assertThat(first).hasSameSizeAs(Schedule.FOREIGN);
        assertThat(second.stream().map(Act::order))
                .containsExactlyInAnyOrderElementsOf(first.stream().map(Act::order).toList());
    }
}
