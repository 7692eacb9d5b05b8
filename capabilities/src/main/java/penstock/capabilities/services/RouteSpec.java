package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import penstock.gateway.routes.EdgeRules;
import penstock.gateway.routes.LoadRules;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.Pin;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.StickyKey;
import penstock.model.Default;
import penstock.model.Size;

/// How a service is reached through the gateway.
///
/// @param hosts names, or `*.example.com`; none means any host
/// @param path only requests below this path
/// @param protocol what the instances speak: `http/1.1`; `h2` for HTTP/2, which gRPC needs, agreed on where `run.tls` is given and from the
///     first byte where it is not, as `h2c` says too; `auto` for either, as an instance chooses within TLS. The same for all versions
/// @param stickBy by what a user is recognised: `cookie:NAME`, `header:NAME`, `client` (the address); the first present
///     wins, the address is the last resort
/// @param timeout until the answer begins
/// @param idleTimeout silence within a body or a tunnel
/// @param maxUrl longer paths with queries are refused, 64 to 8Ki; without it 8Ki
/// @param maxHead larger heads of requests are refused, 256 to 32Ki; without it 32Ki
/// @param maxBody larger request bodies are refused
/// @param maxAnswerHead larger heads of answers are failures of the version, 256 to 32Ki; without it 32Ki
/// @param maxAnswerBody likewise larger bodies; without it they may be of any size
/// @param testers a request that carries one of these sees the candidate, whatever the weight: `header:NAME=VALUE` or
///     `cookie:NAME=VALUE`. It is counted apart and not judged
/// @param pinBy by what a request names the version its page came from: `cookie:NAME` (which the gateway then sets), `header:NAME`
///     or `query:NAME`. While the version before the present one is kept warm, it serves the requests that name it
/// @param rescue which failed requests of a candidate are answered by stable
/// @param retry when a request is sent to its version once more
/// @param shadow which requests are copied to a candidate
/// @param balance how one of a version's instances is chosen
/// @param outliers when an instance is left out for a while
/// @param breaker what versions and instances may have to do at once
/// @param overload how many requests may wait for an answer at once
/// @param maintenance what requests meet while the service is closed
/// @param compression whether answers are compressed; without it they pass as they are
/// @param cache which answers the gateway keeps and gives to others; without it none
/// @param access which clients may use the service, by their addresses; without it all
/// @param byRoutesOnly it has no hosts and no path of its own: requests come by resources of kind Route that name it
public record RouteSpec(
        List<String> hosts,
        @Default("/") String path,
        @Default("http/1.1") String protocol,
        List<String> stickBy,
        @Default("60s") Duration timeout,
        @Default("5m") Duration idleTimeout,
        Optional<Size> maxUrl,
        Optional<Size> maxHead,
        @Default("64Mi") Size maxBody,
        Optional<Size> maxAnswerHead,
        Optional<Size> maxAnswerBody,
        List<String> testers,
        List<String> pinBy,
        @Default("{}") RescueSpec rescue,
        Optional<RetrySpec> retry,
        Optional<ShadowSpec> shadow,
        @Default("{}") BalanceSpec balance,
        Optional<OutliersSpec> outliers,
        Optional<BreakerSpec> breaker,
        Optional<OverloadSpec> overload,
        @Default("{}") MaintenanceSpec maintenance,
        Optional<CompressionSpec> compression,
        Optional<CacheSpec> cache,
        Optional<AccessSpec> access,
        @Default("false") boolean byRoutesOnly) {
    public RouteSpec {
        hosts = List.copyOf(hosts);
        stickBy = List.copyOf(stickBy);
        testers = List.copyOf(testers);
        pinBy = List.copyOf(pinBy);
        new SizesSpec(maxUrl, maxHead, Optional.of(maxBody), maxAnswerHead, maxAnswerBody);
        require("hosts", hosts, Route::host);
        require("protocol", List.of(protocol), Protocol::parse);
        require("stickBy", stickBy, StickyKey::parse);
        require("testers", testers, Match::parse);
        require("pinBy", pinBy, Pin.Key::parse);
        if (balance.by() == BalanceSpec.By.HASH
                && outliers.filter(OutliersSpec::compares).isPresent()) {
            throw new IllegalArgumentException(
                    "outliers: failures or slower (expected: neither with balance by: hash, as instances then have different requests)");
        }
        Route.path(path);
        if (byRoutesOnly && (!hosts.isEmpty() || !path.equals("/"))) {
            throw new IllegalArgumentException(
                    "byRoutesOnly: true with hosts or a path (expected: either of them; the hosts then stand in the Route)");
        }
    }

    static void require(String name, List<String> texts, Consumer<String> parse) {
        for (var text : texts) {
            try {
                parse.accept(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
            }
        }
    }

    public Protocol spoken() {
        return Protocol.parse(protocol);
    }

    public List<StickyKey> stickyKeys() {
        return stickBy.stream().map(StickyKey::parse).toList();
    }

    /// What applies to requests besides the split of the users.
    ///
    /// @param warm the version before the present one, if requests may still be pinned to it
    /// @param closed how the service is closed, if it is
    public Rules rules(Optional<RouteVersion> warm, Optional<Closure.Mode> closed) {
        var keys = pinBy.stream().map(Pin.Key::parse).toList();
        return new Rules(
                rescue.words(),
                testers.stream().map(Match::parse).toList(),
                new Pin(keys, keys.isEmpty() ? Optional.empty() : warm),
                shadow.map(ShadowSpec::words),
                closed.map(maintenance::words),
                false,
                new LoadRules(
                        balance.words(),
                        outliers.map(OutliersSpec::words),
                        breaker.map(BreakerSpec::words),
                        overload.map(OverloadSpec::words),
                        retry.map(RetrySpec::words),
                        Map.of()),
                cache.map(CacheSpec::words),
                new EdgeRules(
                        compression.map(CompressionSpec::words),
                        access.map(AccessSpec::words),
                        new SizesSpec(
                                        maxUrl,
                                        maxHead,
                                        Optional.of(maxBody),
                                        maxAnswerHead,
                                        maxAnswerBody)
                                .words()));
    }
}
