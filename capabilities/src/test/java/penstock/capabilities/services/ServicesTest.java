package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.kernel.Admission;
import penstock.model.Decoder;
import penstock.model.Kind;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Text;
import penstock.model.Violation;

/// What is refused of a service in view of the others.
final class ServicesTest {
    private static Resource<Service.Spec, Service.Status> service(String name, String route) {
        var text = "{ run: { process: { command: [x] } }, route: " + route + " }";
        var spec =
                Decoder.decode(
                        Service.Spec.class, Text.readYaml(text, "test").getFirst(), "test", "spec");
        var metadata = Metadata.of(Optional.of(new Name("production")), new Name(name));
        return new Resource<>(Service.KIND, metadata, spec, Service.KIND.initial());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    # stored                           | wanted                              | what both want
                    { hosts: [a.test], path: /a }      | { hosts: [b.test, a.test], path: /a } | a.test /a
                    { hosts: [a.test], path: /a }      | { hosts: [a.test], path: /a/ }      | a.test /a
                    { hosts: [A.Test] }                | { hosts: [a.test] }                 | a.test /
                    { path: /a/ }                      | { path: /a }                        | any host /a
                    { hosts: [a.test], path: /a }      | { hosts: [a.test], path: /a/b }     | -
                    { hosts: [a.test] }                | { }                                 | -
                    { hosts: [a.test] }                | { byRoutesOnly: true }              | -
                    """)
    void twoServicesMayNotWantTheSameHowEverItIsWritten(
            String stored, String wanted, String shared) {
        var violations =
                Services.checkRoute(service("two", wanted), new Stored(service("one", stored)));

        assertThat(violations)
                .extracting(Violation::message)
                .isEqualTo(
                        shared == null
                                ? List.of()
                                : List.of(
                                        shared
                                                + " (expected: a host and path that production/Service/one does not have)"));
    }

    private record Stored(Resource<Service.Spec, Service.Status> one) implements Admission.Lookup {
        @Override
        public <A extends Record, B extends Record> Optional<Resource<A, B>> find(
                Kind<A, B> kind, Ref ref) {
            return Optional.empty();
        }

        @Override
        @SuppressWarnings("unchecked") // the only kind that is asked for
        public <A extends Record, B extends Record> List<Resource<A, B>> list(
                Kind<A, B> kind, Optional<Name> environment) {
            return List.of((Resource<A, B>) one);
        }
    }
}
