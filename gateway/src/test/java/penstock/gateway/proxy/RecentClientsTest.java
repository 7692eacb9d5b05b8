package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentClientsTest {

    private static final long SEED = 20_261_126;

    @Test
    void itFindsWhoWasAddedAndNotRemovedWhateverTheirHashes() {
        var random = new Random(SEED);
        for (int keys : new int[] {3, 100, 5_000}) {
            var clients = new RecentClients(1_024, new ClientMemory());
            Map<Long, Integer> model = new LinkedHashMap<>();
            for (int i = 0; i < 20_000; i++) {
                // close keys and far ones, so that many want the same place
                long key =
                        random.nextBoolean()
                                ? random.nextInt(keys)
                                : (long) random.nextInt(keys) << 40;
                int place = clients.find(key);
                assertThat(place >= 0).isEqualTo(model.containsKey(key));
                if (place >= 0) {
                    assertThat(clients.note(place)).isEqualTo(model.get(key));
                } else {
                    if (clients.isFull() || (random.nextInt(3) == 0 && clients.size() > 0)) {
                        clients.removeOldest();
                        model.remove(model.keySet().iterator().next());
                    }
                    clients.note(clients.add(key, i), i);
                    model.put(key, i);
                }
                assertThat(clients.size()).isEqualTo(model.size());
                assertThat(clients.since(clients.oldest()))
                        .isEqualTo((long) model.values().iterator().next());
            }
        }
    }

    @Test
    void allTogetherRememberNoMoreThanTheirMemoryHolds() {
        var memory = new ClientMemory();
        int remembered = 0;
        for (int i = 0; i < 20; i++) {
            var clients = new RecentClients(1 << 15, memory);
            for (long key = 0; !clients.isFull(); key++) {
                clients.add(key, key);
            }
            remembered += clients.size();
        }

        assertThat(remembered).isBetween(ClientMemory.MOST / 2, ClientMemory.MOST + 20 * 64);
    }

    @Test
    void aFailingClientCountsOnceIn60Seconds() {
        var failing = new FailingClients(new ClientMemory());
        long second = 1_000_000_000L;

        assertThat(failing.isNew(1, 0)).isTrue();
        assertThat(failing.isNew(1, 59 * second)).isFalse();
        assertThat(failing.isNew(2, 59 * second)).isTrue();
        assertThat(failing.isNew(1, 60 * second)).isTrue();
        assertThat(failing.isNew(2, 60 * second)).isFalse();
    }
}
