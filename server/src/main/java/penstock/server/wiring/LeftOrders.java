package penstock.server.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.rollout.Judging;
import penstock.capabilities.rollout.Rollout;
import penstock.capabilities.rollout.Rollouts;
import penstock.capabilities.services.Service;
import penstock.kernel.Action;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Principal;
import penstock.model.Decoder;
import penstock.model.Default;
import penstock.model.Name;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Text;

/// Orders that the command line left in `run/orders/` while no server ran, one file each. They are stored through the
/// one write path before anything acts on what they are about. One that cannot be carried out goes to
/// `run/orders/refused/`, with the reason in a file beside it.
final class LeftOrders {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOrders.class);
    private static final int LARGEST = 64 * 1024;

    private final Path folder;
    private final ResourceService resources;
    private final Judging judging;
    private final InstantSource clock;

    LeftOrders(Path data, ResourceService resources, Judging judging, InstantSource clock) {
        this.folder = data.resolve("run").resolve("orders");
        this.resources = resources;
        this.judging = judging;
        this.clock = clock;
    }

    /// What can be ordered while no server runs.
    enum Verb {
        ABORT
    }

    /// The content of a file.
    ///
    /// @param rollout a certain rollout instead of the newest
    /// @param by the user of this machine who gave it
    record Order(
            Verb order,
            Name environment,
            Name service,
            Optional<Name> rollout,
            @Default("''") String reason,
            String by,
            Instant at) {
        String words() {
            var given = "ordered by " + by + " at " + at + ", while no server ran";
            return reason.isEmpty() ? given : reason + " (" + given + ")";
        }
    }

    /// Carries out what is there, oldest first. May be repeated: an order that was stored and not yet removed when a
    /// server ended is not stored twice.
    ///
    /// @throws ProblemException when one cannot be stored now; it is still there then
    void take() {
        for (var file : files()) {
            try {
                take(file);
                remove(file);
            } catch (ProblemException e) {
                if (!isLasting(e.problem())) {
                    throw e;
                }
                refuse(file, e.problem().message());
            } catch (IOException e) {
                refuse(file, "it cannot be read (" + e.getMessage() + ")");
            }
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("file", file).log("order not removed");
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            folder
                                    + " cannot be read ("
                                    + e.getMessage()
                                    + "; expected: the orders that were given while no server ran)."),
                    e);
        }
    }

    private void take(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
            throw new IOException("expected: a file of at most " + LARGEST + " bytes");
        }
        var node = Text.readJson(Files.readString(file));
        var order = Decoder.decode(Order.class, node, String.valueOf(file.getFileName()), "");
        switch (order.order()) {
            case ABORT -> abort(order);
        }
    }

    private void abort(Order order) {
        var rollout = rollout(order);
        var call =
                new Action.Call<>(
                        Principal.ADMINISTRATOR, rollout, order.words(), new Action.Nothing());
        boolean isNew = Rollouts.abort(resources, clock, judging, call);
        LOG.atInfo()
                .addKeyValue("rollout", rollout)
                .addKeyValue("by", order.by())
                .log(isNew ? "abort taken from run/orders" : "abort in run/orders was known");
    }

    private Ref rollout(Order order) {
        if (order.rollout().isPresent()) {
            return Ref.in(order.environment(), Rollout.KIND.name(), order.rollout().get());
        }
        var service = Ref.in(order.environment(), Service.KIND.name(), order.service());
        return Rollouts.newest(resources, service, order.at())
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        new Problem.NotFound(
                                                "A rollout of " + service + " before " + order.at(),
                                                "")));
    }

    /// Whether it would be the same at the next start.
    private static boolean isLasting(Problem problem) {
        return switch (problem) {
            case Problem.Invalid _, Problem.NotFound _, Problem.Refused _ -> true;
            case Problem.Conflict _,
                    Problem.TooFarBehind _,
                    Problem.Unauthenticated _,
                    Problem.Unavailable _ ->
                    false;
        };
    }

    private void refuse(Path file, String why) {
        var refused = folder.resolve("refused");
        var place = refused.resolve(file.getFileName());
        LOG.atWarn()
                .addKeyValue("file", place)
                .addKeyValue("reason", why)
                .log("an order from run/orders is not carried out");
        try {
            Files.createDirectories(refused);
            Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(place.resolveSibling(place.getFileName() + ".why"), why + "\n");
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("file", file).log("order not moved away");
        }
    }
}
