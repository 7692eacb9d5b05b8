package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.EntryMatch;
import penstock.gateway.routes.Filters;

/// Users of an entry among its backends.
class BackendsTest {

    private static final int USERS = 100_000;

    private static Backends backends(int... weights) {
        List<Entry.Backend> list = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            list.add(new Entry.Backend("production/s" + i, weights[i], true, Filters.NONE));
        }
        return new Backends(
                new Entry(
                        "production/e",
                        0,
                        0,
                        List.of(),
                        List.of(),
                        List.of(EntryMatch.below("/")),
                        Filters.NONE,
                        list,
                        Entry.Timeouts.NONE));
    }

    private static int[] chosen(Backends backends) {
        int[] chosen = new int[USERS];
        for (int user = 0; user < USERS; user++) {
            chosen[user] = backends.choose(Cohorts.hash("e", "user-" + user));
        }
        return chosen;
    }

    private static double share(int[] chosen, int backend) {
        int count = 0;
        for (int one : chosen) {
            count += one == backend ? 1 : 0;
        }
        return (double) count / USERS;
    }

    @Test
    void sharesAreInProportionToTheWeights() {
        int[] chosen = chosen(backends(7, 2, 0, 1));

        // with 100,000 users one standard deviation of a share is 0.0015 at most
        assertThat(share(chosen, 0)).isBetween(0.692, 0.708);
        assertThat(share(chosen, 1)).isBetween(0.193, 0.207);
        assertThat(share(chosen, 2)).isZero();
        assertThat(share(chosen, 3)).isBetween(0.094, 0.106);
    }

    @Test
    void aWeightThatGrowsMovesUsersToItsBackendOnly() {
        int[] before = chosen(backends(50, 30, 20));
        int[] after = chosen(backends(50, 60, 20));

        int moved = 0;
        for (int user = 0; user < USERS; user++) {
            if (before[user] != after[user]) {
                moved++;
                assertThat(after[user]).isEqualTo(1);
            }
        }
        // from 30 of 100 to 60 of 130
        assertThat((double) moved / USERS).isBetween(0.153, 0.170);
    }

    @Test
    void withoutAWeightThereIsNone() {
        assertThat(backends(0, 0).choose(1L)).isEqualTo(Backends.NONE);
        assertThat(backends().choose(1L)).isEqualTo(Backends.NONE);
    }

    @Test
    void cohortsOfAServiceAndBackendsOfAnEntryAreIndependent() {
        int[] chosen = chosen(backends(1, 1));
        int both = 0;
        int first = 0;
        for (int user = 0; user < USERS; user++) {
            boolean isCandidate = Cohorts.of("salt", "user-" + user) < 5_000;
            first += chosen[user] == 0 ? 1 : 0;
            both += chosen[user] == 0 && isCandidate ? 1 : 0;
        }

        assertThat((double) both / first).isBetween(0.49, 0.51);
    }
}
