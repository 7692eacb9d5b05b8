package penstock.bench.rig;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.api.Wire;
import penstock.model.Node;

/// Orders to one service in production.
public record ServiceClient(Api api, String service) {
    public static final String ENVIRONMENT = "production";

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final String REASON = "benchmark";

    /// Creates or changes the service.
    public void apply(Node manifest) {
        api.put(Wire.service(ENVIRONMENT, service), manifest, Api.reason(REASON));
    }

    /// Begins a rollout and answers its name; also one whose plan wants more traffic than there is, since how that goes is
    /// what is measured.
    ///
    /// @param profile empty for the service's own
    public String release(String version, Node artefact, Map<String, String> env, String profile) {
        var order = Wire.release(version, artefact, env, Map.of(), profile);
        return order("release", order.with("force", Node.text(REASON)));
    }

    /// Begins a rollout back to a kept version and answers its name.
    public String rollBack(String version) {
        return order("rollback", Wire.rollback(version));
    }

    private String order(String action, Node body) {
        var path = Wire.action(Wire.service(ENVIRONMENT, service), action);
        var answer = api.post(path, body, REASON);
        return answer.at("rollout").orElse(answer).textAt("metadata", "name");
    }

    /// Orders `pause`, `resume`, `promote` or `abort` of a rollout.
    public void steer(String rollout, String action) {
        var path = Wire.action(Wire.rollout(ENVIRONMENT, rollout), action);
        api.post(path, Node.map(Map.of()), REASON);
    }

    /// As it is stored, without what the judge says at this moment: cheap enough to be asked for again and again.
    public RolloutView stored(String name) {
        return new RolloutView(api.get(Wire.rollout(ENVIRONMENT, name)));
    }

    public RolloutView rollout(String name) {
        return RolloutView.live(api, ENVIRONMENT, name);
    }

    /// Looks until the rollout is over, or the limit is.
    public RolloutView follow(String name, Duration limit) {
        await(() -> rollout(name).isOver(), limit);
        return rollout(name);
    }

    /// Looks again and again until something is so.
    ///
    /// @return whether it became so within the limit
    public static boolean await(BooleanSupplier isSo, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause(LOOK);
        }
        return true;
    }

    public static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.away("Interrupted.");
        }
    }
}
