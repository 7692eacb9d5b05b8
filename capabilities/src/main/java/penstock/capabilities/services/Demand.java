package penstock.capabilities.services;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Weight;

/// What should run for a service and who should get it.
///
/// @param stable gets all users that the candidate does not get
/// @param candidate on trial; absent outside a rollout
/// @param warm kept ready for a rollback; its only traffic is that of pages it served
/// @param isWarmTrusted whether the warm version was left for a newer one, and not because it was worse
/// @param weight the candidate's share of users
/// @param salt decides which users are moved first; different for each rollout
/// @param baseline stable's release once more, on instances that begin with the candidate's
/// @param countsClients whether the versions are compared by clients
public record Demand(
        Optional<Arm> stable,
        Optional<Arm> candidate,
        Optional<Arm> warm,
        boolean isWarmTrusted,
        Weight weight,
        String salt,
        Optional<Arm> baseline,
        boolean countsClients) {
    public static final Demand NOTHING =
            new Demand(
                    Optional.empty(), Optional.empty(), Optional.empty(), false, Weight.NONE, "");

    /// Without a comparison of its own.
    public Demand(
            Optional<Arm> stable,
            Optional<Arm> candidate,
            Optional<Arm> warm,
            boolean isWarmTrusted,
            Weight weight,
            String salt) {
        this(stable, candidate, warm, isWarmTrusted, weight, salt, Optional.empty(), false);
    }

    /// A release and how many instances of it should run.
    ///
    /// @param instances of those that Penstock runs; of others all that there are
    /// @param isBaseline whether they are the fresh ones that a candidate is compared with, and no others of the release
    /// @param elsewhere where they are, when somebody else runs them
    public record Arm(
            Name release,
            String version,
            int instances,
            boolean isBaseline,
            Optional<Whereabouts> elsewhere) {
        public Arm(Name release, String version, int instances, boolean isBaseline) {
            this(release, version, instances, isBaseline, Optional.empty());
        }

        public Arm(Name release, String version, int instances) {
            this(release, version, instances, false);
        }

        public Arm at(Whereabouts whereabouts) {
            return new Arm(release, version, instances, isBaseline, Optional.of(whereabouts));
        }

        /// How many there should be.
        public int wanted() {
            return elsewhere.map(found -> found.places().size()).orElse(instances);
        }

        /// The place of an instance that somebody else runs, as far as it is still there.
        public Optional<Place> place(InstanceSpec instance) {
            return elsewhere.stream()
                    .flatMap(found -> found.places().stream())
                    .filter(place -> instance.elsewhere().equals(Optional.of(place.endpoint())))
                    .findFirst();
        }

        /// Whether an instance is one of these.
        public boolean has(InstanceSpec instance) {
            return instance.release().equals(release.value())
                    && instance.isBaseline() == isBaseline;
        }
    }

    /// The same with another word for each arm.
    public Demand map(UnaryOperator<Arm> change) {
        return new Demand(
                stable.map(change),
                candidate.map(change),
                warm.map(change),
                isWarmTrusted,
                weight,
                salt,
                baseline.map(change),
                countsClients);
    }

    public List<Arm> arms() {
        return Stream.of(stable, candidate, warm, baseline).flatMap(Optional::stream).toList();
    }

    /// Who knows the demand: the rollouts.
    public interface Source {
        Demand of(Ref service);

        /// Who knows where instances are that somebody else runs.
        Discovery discovery();
    }
}
