package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import penstock.gateway.routes.Closure.Maintenance;
import penstock.gateway.routes.Closure.Page;
import penstock.gateway.routes.Closure.Pause;
import penstock.model.Default;

/// What requests meet while the service is closed by `penstock maintenance`.
///
/// @param page what is shown, up to 65,536 characters; without it the answer is a problem of code `maintenance`
/// @param contentType of the page
/// @param retryAfter when clients are told to come back
/// @param except requests at or below these paths are served all the same, such as a health check from outside
/// @param waitAtMost how long a request waits while the service is paused
/// @param waiting how many requests may wait at once
public record MaintenanceSpec(
        @Default("''") String page,
        @Default("text/html; charset=utf-8") String contentType,
        @Default("60s") Duration retryAfter,
        List<String> except,
        @Default("30s") Duration waitAtMost,
        @Default("1000") int waiting) {
    public MaintenanceSpec {
        except = List.copyOf(except);
        new Maintenance(new Page(contentType, page), retryAfter, except);
        new Pause(waitAtMost, waiting, retryAfter, except);
    }

    penstock.gateway.routes.Closure words(Closure.Mode mode) {
        return switch (mode) {
            case MAINTENANCE -> new Maintenance(new Page(contentType, page), retryAfter, except);
            case PAUSE -> new Pause(waitAtMost, waiting, retryAfter, except);
        };
    }
}
