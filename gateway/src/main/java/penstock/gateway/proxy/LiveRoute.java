package penstock.gateway.proxy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.StickyKey;

/// A route of the current table with what is alive behind it.
final class LiveRoute {

    final Route route;
    final Arm stable;
    final @Nullable Arm candidate;
    final RetryBudget budget;

    LiveRoute(Route route, Arm stable, @Nullable Arm candidate, RetryBudget budget) {
        this.route = route;
        this.stable = stable;
        this.candidate = candidate;
        this.budget = budget;
    }

    Limits limits() {
        return route.limits();
    }

    Rescue rescue() {
        return route.rules().rescue();
    }

    /// The version that this request's user belongs to.
    Arm choose(RequestHead request, String remoteAddress) {
        Arm onTrial = candidate;
        int share = route.split().candidateBasisPoints();
        if (onTrial == null || share == 0) {
            return stable;
        }
        if (share == Cohorts.COUNT) {
            return onTrial;
        }
        return Cohorts.of(route.split().salt(), user(request, remoteAddress)) < share
                ? onTrial
                : stable;
    }

    /// The first sticky key present in the request, the client's address as the last resort.
    String user(RequestHead request, String remoteAddress) {
        for (StickyKey key : route.stickBy()) {
            Optional<String> found =
                    switch (key) {
                        case StickyKey.Cookie(var name) -> request.cookie(name);
                        case StickyKey.Header(var name) -> request.header(name);
                        case StickyKey.Client() -> Optional.of(remoteAddress);
                    };
            if (found.isPresent()) {
                return found.get();
            }
        }
        return remoteAddress;
    }
}
