package penstock.bench.loss;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import penstock.bench.loss.Act.Flaw;
import penstock.bench.loss.Act.Order;
import penstock.bench.rig.OwnInstallation;
import penstock.bench.rig.ServiceClient;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.local.LeftOrders;
import penstock.model.Node;

/// Performs the acts of a run one after another.
final class Director {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(50);

    /// While the moment of a kill is sought: some transitions are followed by the next within milliseconds.
    private static final Duration SHARP_LOOK = Duration.ofMillis(1);

    private static final Duration PAUSE = Duration.ofMillis(700);

    private static final String PROMOTING = "promoting";

    /// The rollout had ended before the order came.
    private static final String TOO_LATE = "rollout-ended";

    private final OwnInstallation own;
    private final Subject subject;
    private final Strikes strikes;
    private final Crashes crashes;
    private final PrintWriter out;
    private final JournalPoints points = new JournalPoints();
    private final List<Trace> traces = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final List<String> versions = new ArrayList<>();
    private Instant begin = Instant.now();
    private ServiceClient service;
    private Node artefact = Node.map(Map.of());
    private int number;

    Director(
            OwnInstallation own,
            Subject subject,
            Strikes strikes,
            Crashes crashes,
            PrintWriter out) {
        this.own = own;
        this.subject = subject;
        this.strikes = strikes;
        this.crashes = crashes;
        this.out = out;
        this.service = new ServiceClient(own.data().connect(), subject.name());
    }

    /// Rollouts that are over, oldest first.
    List<Trace> traces() {
        return List.copyOf(traces);
    }

    /// Rollouts that ended otherwise than they must.
    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    /// Where servers were killed.
    JournalPoints points() {
        return points;
    }

    /// Deploys the first version, without load. No other rollout goes from preparing to promoting, as all others have something
    /// to be compared with.
    ///
    /// @param early the strikes until there is load
    /// @param earlyBegin the moment at which their clock was 0
    void prepare(Strikes early, Instant earlyBegin) {
        for (var profile : Subject.profiles()) {
            var path = "/api/v1/profiles/" + profile.textAt("metadata", "name");
            service.api().put(path, profile, Api.reason("benchmark"));
        }
        service.apply(subject.manifest());
        if (subject.artefact().isPresent()) {
            var file = subject.artefact().get();
            artefact = service.api().upload(file, String.valueOf(file.getFileName()));
        }
        var act = Act.good("atomic", Order.NONE);
        var end = watch(new Play(act, release(act.flaw(), act.profile())), early);
        points.note(end, early.serverKillsSince(0), earlyBegin);
        if (!end.isCompleted()) {
            throw new ApiException(
                    "bench",
                    List.of("The first version was not deployed: " + end.phase(), end.message()));
        }
        ended(end, Flaw.NONE);
    }

    /// @param loadBegin the moment at which the load's clock was 0; what was noted before it is put on that clock
    void begin(Instant loadBegin) {
        begin = loadBegin;
        var first = service.rollout(traces.getFirst().rollout());
        traces.clear();
        traces.add(Trace.of(first, Flaw.NONE, begin));
    }

    private String release(Flaw flaw, String profile) {
        return service.release(version(flaw), artefact, flaw.environment(), profile);
    }

    private String version(Flaw flaw) {
        number++;
        return "1." + number + (flaw == Flaw.NONE ? ".0" : ".0-bad");
    }

    /// Performs an act and waits for the end of its rollouts.
    void perform(Act act) {
        if (act.order() == Order.ROLL_BACK && versions.size() < 2) {
            return; // the first version is all there is
        }
        long start = System.nanoTime();
        int before = strikes.kills().size();
        var name =
                act.order() == Order.ROLL_BACK
                        ? service.rollBack(versions.get(versions.size() - 2))
                        : release(act.flaw(), act.profile());
        var play = new Play(act, name);
        var view = watch(play, strikes);
        note(play.played(), view, Duration.ofNanos(System.nanoTime() - start));
        if (play.isStrikeDue(act.delay())) {
            strike(strikes, act.strike());
        }
        var kills = strikes.serverKillsSince(before);
        points.note(view, kills, begin);
        play.second.ifPresent(second -> noteSecond(act, second, kills));
    }

    /// Looks at the rollout of an act until it is over, strikes and gives orders.
    private RolloutView watch(Play play, Strikes with) {
        long start = System.nanoTime();
        var view = service.rollout(play.name);
        while (!view.isOver() && System.nanoTime() - start < LIMIT.toNanos()) {
            seek(play, view, with);
            if (play.isStrikeDue(Duration.ofNanos(System.nanoTime() - start))) {
                strike(with, play.act.strike());
            }
            play.steer(view);
            crashes.look();
            view = later(play.name, play);
        }
        seek(play, view, with);
        return view;
    }

    /// Kills the server after a transition that no kill has followed yet.
    private void seek(Play play, RolloutView view, Strikes with) {
        if (play.isSought(view)) {
            play.found(view);
            strike(with, Act.Strike.SERVER);
        }
    }

    /// The rollout after a while, or as soon as it is where a kill is sought or the act's order is due.
    private RolloutView later(String name, Play play) {
        long end = System.nanoTime() + LOOK.toNanos();
        while ((play.awaitsPromoting() || !points.missing().isEmpty())
                && System.nanoTime() - end < 0) {
            ServiceClient.pause(SHARP_LOOK);
            var now = service.stored(name);
            boolean isOrderDue = play.awaitsPromoting() && now.phase().equals(PROMOTING);
            if (now.isOver() || isOrderDue || play.isSought(now)) {
                return now;
            }
        }
        ServiceClient.pause(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        return service.rollout(name);
    }

    private void noteSecond(Act act, String second, List<Kill> kills) {
        var end = follow(second);
        points.note(end, kills, begin);
        boolean mayFail = act.order() == Order.ABORT_PENDING;
        note(Act.good("atomic", mayFail ? Order.ABORT_EARLY : Order.NONE), end, Duration.ZERO);
    }

    private RolloutView follow(String name) {
        return service.follow(name, LIMIT);
    }

    private void strike(Strikes with, Act.Strike strike) {
        if (with.perform(strike)) {
            connect();
        }
    }

    /// To the server of now.
    private void connect() {
        service.api().close();
        service = new ServiceClient(own.data().connect(), subject.name());
    }

    /// Kills the server and leaves an abort for the next one, which is killed as soon as it answers.
    private void abortWhileDown(String rollout) {
        var orders = new LeftOrders(own.data());
        strikes.whileDown(
                () ->
                        orders.abort(
                                ServiceClient.ENVIRONMENT,
                                service.service(),
                                rollout,
                                "benchmark",
                                Instant.now()));
        strikes.whileDown(() -> {});
        connect();
    }

    private void note(Act act, RolloutView view, Duration time) {
        boolean isExpected = act.outcomes().contains(view.phase());
        var line =
                String.format(
                        Locale.ROOT,
                        "%3d  %-12s %6.1f s  %s%s",
                        traces.size(),
                        view.phase(),
                        time.toMillis() / 1e3,
                        act.words(),
                        isExpected
                                ? ""
                                : "  (expected: "
                                        + String.join(" or ", act.outcomes())
                                        + "; "
                                        + view.message()
                                        + ")");
        out.println(line);
        if (!isExpected) {
            unexpected.add(view.name() + " " + line.strip());
        }
        if (view.isOver()) {
            ended(view, act.flaw());
        }
    }

    private void ended(RolloutView view, Flaw flaw) {
        traces.add(Trace.of(view, flaw, begin));
        if (view.isCompleted()) {
            versions.add(view.release());
        }
    }

    /// How far an act has come.
    private final class Play {
        private final Act act;
        private final String name;
        private final Set<String> found = new HashSet<>();
        private boolean isStruck;
        private boolean isOrdered;
        private boolean isResumed;
        private boolean isAborted;
        private long pausedNanos;
        private Optional<String> second = Optional.empty();

        Play(Act act, String name) {
            this.act = act;
            this.name = name;
        }

        /// Whether the rollout is where no kill has followed yet, in this act neither.
        boolean isSought(RolloutView view) {
            return points.missing(view).filter(point -> !found.contains(point)).isPresent();
        }

        /// The kill that follows is the act's own, if that was to be one of the server.
        void found(RolloutView view) {
            points.missing(view).ifPresent(found::add);
            isStruck = isStruck || act.strike() == Act.Strike.SERVER;
        }

        /// True once, after the act's delay.
        boolean isStrikeDue(Duration elapsed) {
            boolean isDue = !isStruck && elapsed.compareTo(act.delay()) >= 0;
            isStruck = isStruck || isDue;
            return isDue;
        }

        /// The act as it was played: a rollout may be over before its order comes, while something else was struck.
        Act played() {
            boolean isGiven = isOrdered || isAborted || !act.order().isGivenMeanwhile();
            return isGiven ? act : act.withoutOrder();
        }

        /// Whether its order is for a phase that may be over within milliseconds.
        boolean awaitsPromoting() {
            return act.order() == Order.ABORT_PROMOTING && !isAborted;
        }

        void steer(RolloutView view) {
            boolean hasTraffic = !view.weight().equals("0%");
            try {
                switch (act.order()) {
                    case NONE, ROLL_BACK -> {}
                    case ABORT_EARLY -> once(true, "abort");
                    case ABORT -> once(hasTraffic, "abort");
                    case PROMOTE -> once(hasTraffic, "promote");
                    case PAUSE -> {
                        once(hasTraffic, "pause");
                        resume(view);
                    }
                    case ABORT_PAUSED -> {
                        once(hasTraffic, "pause");
                        abortPaused(view);
                    }
                    case ABORT_PROMOTING -> abortPromoting(view);
                    case SUPERSEDE -> supersede(hasTraffic);
                    case ABORT_PENDING -> {
                        boolean isFirst = !isOrdered;
                        supersede(hasTraffic);
                        if (isFirst) {
                            second.ifPresent(Director.this::abortWhileDown);
                        }
                    }
                }
            } catch (ApiException e) {
                if (!e.code().equals(TOO_LATE)) {
                    throw e;
                }
            }
        }

        private void once(boolean isTime, String order) {
            if (isTime && !isOrdered) {
                isOrdered = true;
                service.steer(name, order);
            }
        }

        private void resume(RolloutView view) {
            if (!view.phase().equals("paused") || isResumed) {
                return;
            }
            pausedNanos = pausedNanos == 0 ? System.nanoTime() : pausedNanos;
            if (System.nanoTime() - pausedNanos > PAUSE.toNanos()) {
                isResumed = true;
                service.steer(name, "resume");
            }
        }

        private void abortPaused(RolloutView view) {
            if (view.phase().equals("paused") && !isAborted) {
                isAborted = true;
                service.steer(name, "abort");
            }
        }

        private void abortPromoting(RolloutView view) {
            if (view.phase().equals(PROMOTING) && !isAborted) {
                isAborted = true;
                abortWhileDown(name);
            }
        }

        private void supersede(boolean isTime) {
            if (isTime && !isOrdered) {
                isOrdered = true;
                second = Optional.of(release(Flaw.NONE, "atomic"));
            }
        }
    }
}
