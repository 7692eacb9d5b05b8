package penstock.server.api;

import java.io.IOException;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// From a request to an answer: who asks, then which route.
final class Dispatcher {
    private final Authentication authentication;
    private final Router router;
    private final ResourceRoutes resources;

    Dispatcher(Authentication authentication, Router router, ResourceRoutes resources) {
        this.authentication = authentication;
        this.router = router;
        this.resources = resources;
    }

    /// @throws ProblemException for everything the caller is to be told
    Answer answer(Request request) throws IOException, InterruptedException {
        authenticate(request);
        var answer = router.answer(request);
        if (answer.isPresent()) {
            return answer.get();
        }
        var path = request.path();
        boolean isResource =
                path.size() > 2 && path.getFirst().equals("api") && path.get(1).equals("v1");
        if (!isResource) {
            throw new ProblemException(
                    new Problem.NotFound(
                            "/" + String.join("/", path), " (expected: a path below /api/v1)"));
        }
        return resources.answer(request, path.subList(2, path.size()));
    }

    /// Everything needs the administrator's token unless it is named here.
    private void authenticate(Request request) {
        var header = request.header("Authorization");
        switch (request.path().getFirst()) {
            case "health" -> {}
            case "internal" -> authentication.requireGateway(header);
            case "prometheus" -> authentication.requireAdministratorOrPassword(header);
            default -> authentication.requireAdministrator(header);
        }
    }
}
