package penstock.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.RouteTableCodec;
import penstock.gateway.routes.Sizes;

class OwnKindTest {
    private static final Site SITE = new Site(Path.of("/site"), 7001, 7002, Path.of("/pem"));

    @Test
    void theUsualHasNoFeature() {
        var kind = OwnKind.named("penstock").orElseThrow();

        var table = OwnTable.of(SITE, kind.features());

        var rules = table.routes().getFirst().rules();
        assertThat(kind.features()).isEmpty();
        assertThat(table.entries().list()).isEmpty();
        assertThat(table.rates()).isEmpty();
        assertThat(rules.cache()).isEmpty();
        assertThat(rules.edge().compression()).isEmpty();
        assertThat(rules.edge().access()).isEmpty();
        assertThat(rules.load()).isEqualTo(LoadRules.DEFAULT);
    }

    @Test
    void withEveryItHasAllThatATableCanSay() {
        var kind = OwnKind.named("penstock-every").orElseThrow();

        var table =
                RouteTableCodec.decode(RouteTableCodec.encode(OwnTable.of(SITE, kind.features())));

        var route = table.routes().getFirst();
        assertThat(route.rules().cache()).isPresent();
        assertThat(route.rules().edge().compression()).isPresent();
        assertThat(route.rules().edge().access()).isPresent();
        assertThat(route.rules().edge().sizes()).isNotEqualTo(Sizes.NONE);
        assertThat(route.rules().load().limit()).isPresent();
        assertThat(route.rules().load().outliers()).isPresent();
        assertThat(route.rules().load().breaker()).isPresent();
        assertThat(route.rules().load().retry()).isPresent();
        Filters filters = table.entries().list().getFirst().filters();
        assertThat(filters.cors()).isPresent();
        assertThat(filters.request().set()).isNotEmpty();
        assertThat(filters.response().remove()).isNotEmpty();
        assertThat(table.rates()).hasSize(1);
    }

    @Test
    void bothWithEveryDifferInHowMuchIsLoggedOnly() {
        var every = OwnKind.named("penstock-every").orElseThrow().features();
        var sampled = OwnKind.named("penstock-every-sampled").orElseThrow().features();

        assertThat(every).contains(Feature.LOG).doesNotContain(Feature.SAMPLED_LOG);
        assertThat(sampled).contains(Feature.SAMPLED_LOG).doesNotContain(Feature.LOG);
        assertThat(without(every, Feature.LOG)).isEqualTo(without(sampled, Feature.SAMPLED_LOG));
    }

    @Test
    void featuresAreNamedAlone() {
        assertThat(Feature.parse("cache,log")).containsExactly(Feature.CACHE, Feature.LOG);
        assertThat(Feature.parse("every")).isEqualTo(Feature.every());
        assertThat(Feature.parse("")).isEmpty();
        assertThatThrownBy(() -> Feature.parse("cache,tea"))
                .hasMessageContaining("--features: \"tea\" (expected: every, or of cache, ");
    }

    private static Set<Feature> without(Set<Feature> features, Feature one) {
        var rest = EnumSet.copyOf(features);
        rest.remove(one);
        return rest;
    }
}
