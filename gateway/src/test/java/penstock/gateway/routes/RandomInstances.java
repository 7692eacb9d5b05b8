package penstock.gateway.routes;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// Instances drawn at random, half of them within TLS.
final class RandomInstances {

    private RandomInstances() {}

    static Upstream of(String id, RandomGenerator random) {
        var plain = new Upstream(id, "127.0.0.1", 1 + random.nextInt(65_535));
        Upstream instance = random.nextBoolean() ? plain : plain.with(tls(random));
        return switch (random.nextInt(3)) {
            case 0 -> instance;
            case 1 -> instance.with(Protocol.HTTP_2);
            default -> instance.with(Protocol.AUTO);
        };
    }

    private static InstanceTls tls(RandomGenerator random) {
        var own = new InstanceTls.Own("/certificates/own.pem", "/certificates/own.key");
        return new InstanceTls(
                random.nextBoolean() ? "shop.internal" : "127.0.0.1",
                new InstanceTls.Settings(
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of("/certificates/ca.pem"),
                        random.nextBoolean() ? Optional.empty() : Optional.of(own),
                        random.nextBoolean()
                                ? Domain.TlsVersion.TLS_1_2
                                : Domain.TlsVersion.TLS_1_3,
                        random.nextBoolean()));
    }
}
