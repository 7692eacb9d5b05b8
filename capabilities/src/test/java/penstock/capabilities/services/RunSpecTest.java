package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import penstock.model.Decoder;
import penstock.model.Encoder;
import penstock.model.ProblemException;
import penstock.model.Size;
import penstock.model.Text;

final class RunSpecTest {
    @Test
    void readsWhatAServiceSays() {
        var run =
                read(
                        """
                        process: { command: [java, -jar, "{artefact}"], env: { LOG_LEVEL: info } }
                        instances: 2
                        ready: { http: /health/ready, every: 1s, timeout: 1s, within: 300s }
                        live: /health/live
                        startup: tcp
                        stop: { grace: 10s }
                        limits: { memory: 512Mi, cpu: 0.5 }
                        metrics: { http: /metrics }
                        """);

        assertThat(run.instances()).isEqualTo(2);
        assertThat(run.live().flatMap(ProbeSpec::http)).contains("/health/live");
        assertThat(run.startup()).contains(ProbeSpec.CONNECT);
        assertThat(run.stop())
                .isEqualTo(new StopSpec(Duration.ofSeconds(10), Duration.ofSeconds(30)));
        assertThat(run.log()).isEqualTo(new LogSpec(Size.parse("10MB"), 5));
        assertThat(run.limits().memory()).contains(Size.parse("512Mi"));
        assertThat(Decoder.decode(RunSpec.class, Encoder.encode(run), "", "run")).isEqualTo(run);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    instances: -1                            | run.instances: -1 (expected: 0 to 1000)
                    ready: { http: /a, tcp: '{port}' }       | run.ready: probe: 2 ways to ask (expected: exactly one
                    ready: { every: 2s }                     | run.ready: probe: 0 ways to ask (expected: exactly one
                    ready: health                            | run.ready: http: "health" (expected: a path such as
                    ready: { h2c: health }                   | run.ready.h2c: "health" (expected: a path such as
                    ready: { grpc: 'my cart' }               | run.ready.grpc: "my cart" (expected: the name of a gRPC service
                    ready: { tcp: 99999 }                    | run.ready.tcp: "99999" (expected: {port} or a port
                    ready: { http: /a, every: 0s }           | run.ready.every: 0s (expected: a duration longer than 0)
                    ready: { http: /a, failures: 0 }         | run.ready.failures: 0 (expected: 1 or more)
                    limits: { cpu: 0 }                       | run.limits.cpu: 0.0 (expected: processors from 0.01
                    limits: { memory: 5 }                    | run.limits.memory: 5 (expected: 1Mi or more)
                    log: { files: 1 }                        | run.log.files: 1 (expected: 2 or more)
                    restart: { exits: 1 }                    | run.restart.exits: 1 (expected: 2 or more)
                    redy: /health                            | run.redy: unknown field (did you mean "ready"?)
                    """)
    void saysWhatIsWrongAndWhere(String line, String message) {
        assertThatThrownBy(() -> read("process: { command: [a] }\n" + line))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aProbeByGRpcNamesAServiceOrNone() {
        var run = read("{ process: { command: [a] }, ready: grpc, live: { grpc: shop.Cart } }");

        assertThat(run.ready().flatMap(ProbeSpec::grpc)).contains("");
        assertThat(run.live().flatMap(ProbeSpec::grpc)).contains("shop.Cart");
        assertThat(Decoder.decode(RunSpec.class, Encoder.encode(run), "", "run")).isEqualTo(run);
    }

    @Test
    void needsACommand() {
        assertThatThrownBy(() -> read("process: { command: [] }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("run.process.command: empty (expected: a program");
        assertThatThrownBy(() -> read("instances: 1"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("run.process: missing");
    }

    private static RunSpec read(String yaml) {
        return Decoder.decode(RunSpec.class, Text.readYaml(yaml, "test").getFirst(), "", "run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    external: { addresses: ['sh/op:80'] }              | run.external.addresses[0]: "sh/op:80" (expected: an address or name
                    external: { addresses: ['10.0.0.5'] }              | run.external.addresses[0]: "10.0.0.5" (expected: an address or name
                    external: { addresses: ['10.5:80'] }               | run.external.addresses[0]: "10.5:80" (expected: an address or name
                    external: { addresses: ['10.0.0.5:0'] }            | run.external.addresses[0]: "10.0.0.5:0" (expected: an address or name
                    external: { addresses: ['0.0.0.0:80'] }            | run.external.addresses[0]: "0.0.0.0:80" (expected: an address or name
                    external: { addresses: ['224.0.0.1:80'] }          | run.external.addresses[0]: "224.0.0.1:80" (expected: an address or name
                    external: { addresses: ['fd00::5:80'] }            | run.external.addresses[0]: "fd00::5:80" (expected: an address or name
                    external: { addresses: ['[::1]:80', '[0::1]:80'] } | run.external.addresses: [0:0:0:0:0:0:0:1]:80 (expected: each address only once)
                    external: { addresses: ['a:80 weight=0'] }         | run.external.addresses[0]: "a:80 weight=0" (expected: an address or name
                    external: { addresses: ['srv:a..b'] }              | run.external.addresses[0]: "srv:a..b" (expected: an address or name
                    external: { addresses: ['a:80', 'A.:80 weight=2']} | run.external.addresses: a:80 weight=2 (expected: each address only once)
                    external: { resolver: 'ns.internal:53' }           | run.external.resolver: "ns.internal:53" (expected: an address such as 10.0.0.2:53
                    external: { resolver: { minTtl: 10ms } }           | run.external.resolver.minTtl: 10ms (expected: 100ms or longer)
                    external: { resolver: { maxTtl: 500ms } }          | run.external.resolver.maxTtl: 500ms (expected: minTtl or longer: 1s)
                    external: { resolver: { timeout: 2m } }            | run.external.resolver.timeout: 2m (expected: at most 1m)
                    external: { resolver: { maxAddresses: 0 } }        | run.external.resolver.maxAddresses: 0 (expected: 1 to 1000)
                    external: {}, instances: 3                         | run.instances: given (expected: none with external, as somebody else starts
                    external: {}, live: /a, startup: /b                | run: live, startup: given (expected: none with external
                    external: {}, limits: { memory: 512Mi }            | run.limits: given (expected: none with external
                    external: {}, log: { files: 2 }                    | run.log: given (expected: none with external
                    external: {}, stop: { grace: 5s }                  | run: stop.grace: given (expected: none with external
                    external: {}, restart: { exits: 3 }                | run.restart: given (expected: none with external
                    external: {}, ready: { command: ['x'] }            | run: ready.command: given (expected: none with external
                    external: {}, process: { command: ['x'] }          | run.external: beside process (expected: one of them)
                    instances: 1                                       | run.process: missing (expected: a process with its command, or external
                    """)
    void saysWhatIsWrongOfInstancesThatRunElsewhere(String run, String message) {
        assertThatThrownBy(
                        () ->
                                Decoder.decode(
                                        RunSpec.class,
                                        Text.readYaml("{ " + run + " }", "spec").getFirst(),
                                        "",
                                        "run"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void keepsTheAddressesOfInstancesThatRunElsewhere() {
        var text =
                "{ external: { addresses: ['10.0.0.5:8080', '[fd00::5]:81', 'Shop.Internal:80 weight=3', 'srv:_http._tcp.shop'], resolver: '127.0.0.1:5353' }, ready: /health, stop: { drain: 5s } }";
        var run = Decoder.decode(RunSpec.class, Text.readYaml(text, "spec").getFirst(), "", "run");

        assertThat(run.external().orElseThrow().addresses())
                .extracting(Address::toString)
                .containsExactly(
                        "10.0.0.5:8080",
                        "[fd00:0:0:0:0:0:0:5]:81",
                        "shop.internal:80 weight=3",
                        "srv:_http._tcp.shop");
        assertThat(Decoder.decode(RunSpec.class, Encoder.encode(run), "", "run")).isEqualTo(run);
    }
}
