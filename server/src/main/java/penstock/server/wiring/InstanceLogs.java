package penstock.server.wiring;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Target;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.server.api.LogSource;

/// The output of a service's instances, each line with the instance in front when there are several.
final class InstanceLogs implements LogSource {
    private static final int PIECE = 1 << 16;
    private static final long PAUSE_MILLIS = 200;

    private final Target target;

    InstanceLogs(Target target) {
        this.target = target;
    }

    @Override
    public List<String> tail(Selection selection, int lines) {
        var found = new ArrayList<String>();
        for (var instance : selected(selection)) {
            target.log(instance.spec().service(), instance.id())
                    .ifPresent(
                            log ->
                                    log.tail(lines)
                                            .forEach(
                                                    line ->
                                                            found.add(
                                                                    prefix(selection, instance.id())
                                                                            + line)));
        }
        return found;
    }

    private List<Instance> selected(Selection selection) {
        var key = selection.environment() + "/" + selection.service();
        var found =
                target.instances().stream()
                        .filter(instance -> instance.spec().service().equals(key))
                        .filter(
                                instance ->
                                        selection
                                                .instance()
                                                .map(instance.id()::equals)
                                                .orElse(true))
                        .toList();
        if (found.isEmpty()) {
            var what =
                    selection
                            .instance()
                            .map(id -> "Instance " + id + " of service ")
                            .orElse("An instance of service ");
            throw new ProblemException(new Problem.NotFound(what + key, ""));
        }
        if (found.stream().allMatch(instance -> instance.spec().elsewhere().isPresent())) {
            throw new ProblemException(
                    new Problem.NotFound(
                            "The output of service " + key,
                            ": somebody else runs its instances (expected: a look where they run)"));
        }
        return found;
    }

    private static String prefix(Selection selection, String id) {
        return selection.instance().isPresent() ? "" : id + " | ";
    }

    @Override
    public void follow(Selection selection, int lines, Lines to)
            throws IOException, InterruptedException {
        for (var line : tail(selection, lines)) {
            to.line(line);
        }
        Map<String, Reader> readers = new HashMap<>();
        selected(selection).forEach(instance -> reader(readers, instance, true));
        while (true) {
            boolean isNew = false;
            for (var reader : readers.values()) {
                isNew |= reader.read(prefix(selection, reader.id), to);
            }
            if (!isNew) {
                to.idle();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            var key = selection.environment() + "/" + selection.service();
            target.instances().stream()
                    .filter(instance -> instance.spec().service().equals(key))
                    .filter(
                            instance ->
                                    selection.instance().map(instance.id()::equals).orElse(true))
                    .forEach(instance -> reader(readers, instance, false));
        }
    }

    private void reader(Map<String, Reader> readers, Instance instance, boolean isOld) {
        if (!readers.containsKey(instance.id())) {
            target.log(instance.spec().service(), instance.id())
                    .ifPresent(
                            log ->
                                    readers.put(
                                            instance.id(),
                                            new Reader(instance.id(), log, isOld ? log.end() : 0)));
        }
    }

    /// Follows one instance and cuts its output into lines.
    private static final class Reader {
        private final String id;
        private final penstock.capabilities.services.InstanceLog log;
        private final StringBuilder rest = new StringBuilder();
        private long position;

        Reader(String id, penstock.capabilities.services.InstanceLog log, long position) {
            this.id = id;
            this.log = log;
            this.position = position;
        }

        boolean read(String prefix, Lines to) throws IOException, InterruptedException {
            var chunk = log.read(position, PIECE, Duration.ZERO);
            position = chunk.next();
            rest.append(chunk.text());
            for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
                to.line(prefix + rest.substring(0, end));
                rest.delete(0, end + 1);
            }
            return !chunk.isEmpty();
        }
    }
}
