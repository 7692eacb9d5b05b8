package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import penstock.gateway.routes.Upstream;

/// Instances that are only chosen, never connected to.
final class Instances {

    static final long SECOND = 1_000_000_000L;

    private Instances() {}

    static List<Instance> some(int count, long now) {
        List<Instance> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(one("i" + i, now));
        }
        return some;
    }

    static Instance one(String id, long now) {
        return new Instance(new Upstream(id, "127.0.0.1", 9), now);
    }

    static void claim(Instance instance, int times) {
        for (int i = 0; i < times; i++) {
            instance.claim();
        }
    }
}
