package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each open connection is looked at once in each look, whatever closes and comes meanwhile.
class SessionsTest {

    private static final long SEED = 20_261_126;

    private final Sessions sessions = new Sessions();
    private final Set<Client> open = new HashSet<>();
    private final List<Client> looked = new ArrayList<>();
    private int questions;

    /// Does something when it is looked at.
    private final class Client implements ClientSession {
        private final long idle;
        private Runnable onTick = () -> {};
        private boolean isClosed;

        Client(long idle) {
            this.idle = idle;
            sessions.add(this);
            open.add(this);
        }

        @Override
        public void tick(long now) {
            assertThat(isClosed).isFalse();
            looked.add(this);
            onTick.run();
        }

        @Override
        public long idleFor(long now) {
            return idle;
        }

        @Override
        public void turnAway() {
            cut();
        }

        @Override
        public void cut() {
            assertThat(isClosed).isFalse();
            isClosed = true;
            open.remove(this);
            sessions.closed();
        }

        @Override
        public boolean isClosed() {
            questions++;
            return isClosed;
        }
    }

    private List<Client> clients(int count) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new Client(i));
        }
        return clients;
    }

    private Set<Client> look() {
        looked.clear();
        sessions.tick(0);
        assertThat(looked).doesNotHaveDuplicates();
        return Set.copyOf(looked);
    }

    @Test
    void whoClosesItselfOrOthersWithinALookDisturbsNone() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            List<Client> all = new ArrayList<>(open);
            all.addAll(clients(random.nextInt(40)));
            Set<Client> cut = new HashSet<>();
            for (Client client : all) {
                Client other = all.get(random.nextInt(all.size()));
                boolean isCutter = random.nextInt(3) == 0;
                client.onTick =
                        () -> {
                            if (isCutter && !other.isClosed) {
                                cut.add(other);
                                other.cut();
                            }
                        };
            }

            Set<Client> seen = look();

            for (Client client : all) {
                assertThat(seen.contains(client) || cut.contains(client)).isTrue();
            }
            assertThat(sessions.open()).isEqualTo(open.size());
            all.forEach(client -> client.onTick = () -> {});
            assertThat(look()).isEqualTo(open);
        }
    }

    @Test
    void whoComesWithinALookIsLookedAtFromTheNextOn() {
        List<Client> first = clients(16);
        first.get(15).onTick = first.get(15)::cut;
        first.get(7).onTick = () -> clients(40);

        assertThat(look()).isEqualTo(Set.copyOf(first));
        first.get(7).onTick = () -> {};
        assertThat(look()).hasSize(55).isEqualTo(open);
    }

    @Test
    void allAreCutAndTheIdlestIsFound() {
        List<Client> clients = clients(20);
        clients.get(19).cut();

        assertThat(sessions.idlest(0, 5)).isSameAs(clients.get(18));
        assertThat(sessions.idlest(0, 19)).isNull();
        sessions.cut();

        assertThat(open).isEmpty();
        assertThat(sessions.open()).isZero();
        assertThat(look()).isEmpty();
    }

    /// Those that have closed are kept by nobody, also before the next look.
    @Test
    void manyThatComeAndGoTakeNoMoreRoomThanThoseThatStay() {
        List<Client> staying = clients(10);

        for (int i = 0; i < 100_000; i++) {
            new Client(0).cut();
        }

        questions = 0;
        assertThat(look()).isEqualTo(Set.copyOf(staying));
        // two for each place
        assertThat(questions).isLessThanOrEqualTo(80);
    }
}
