package penstock.bench.gateway;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;

/// Samples of the flight recorder, summed up by place. Those of waiting for events are left out.
final class Samples {
    static final String JAVA = "jdk.ExecutionSample";
    static final String NATIVE = "jdk.NativeMethodSample";
    static final String ALLOCATION = "jdk.ObjectAllocationSample";

    private static final String OURS = "penstock.";

    private final Map<String, Long> frames = new ConcurrentHashMap<>();
    private final Map<String, Long> calls = new ConcurrentHashMap<>();
    private final Map<String, Long> sites = new ConcurrentHashMap<>();
    private volatile Instant from = Instant.MAX;
    private volatile Instant to = Instant.MAX;

    /// Before the stream starts.
    void listenTo(EventStream stream) {
        stream.onEvent(JAVA, event -> add(event, frames));
        stream.onEvent(NATIVE, event -> add(event, calls));
        stream.onEvent(ALLOCATION, this::site);
    }

    /// From now on, or no longer.
    void count(boolean isOn) {
        if (isOn) {
            from = Instant.now();
        } else {
            to = Instant.now();
        }
    }

    private boolean counts(RecordedEvent event) {
        return event.getStackTrace() != null
                && !event.getStackTrace().getFrames().isEmpty()
                && event.getStartTime().isAfter(from)
                && event.getStartTime().isBefore(to);
    }

    private void add(RecordedEvent event, Map<String, Long> to) {
        var thread = event.getThread("sampledThread");
        if (!counts(event) || thread == null || !isLoop(thread)) {
            return;
        }
        var top = name(event.getStackTrace().getFrames().getFirst());
        if (!top.contains(".epollWait")) {
            to.merge(top, 1L, Long::sum);
        }
    }

    private static boolean isLoop(RecordedThread thread) {
        return String.valueOf(thread.getJavaName()).startsWith(Allocation.LOOP);
    }

    private void site(RecordedEvent event) {
        var thread = event.getThread();
        if (counts(event) && thread != null && isLoop(thread)) {
            var stack = event.getStackTrace().getFrames();
            var place = name(stack.getFirst());
            if (!place.startsWith(OURS)) {
                place +=
                        stack.stream()
                                .map(Samples::name)
                                .filter(frame -> frame.startsWith(OURS))
                                .findFirst()
                                .map(frame -> " for " + frame)
                                .orElse("");
            }
            sites.merge(
                    event.getClass("objectClass").getName() + " in " + place,
                    event.getLong("weight"),
                    Long::sum);
        }
    }

    private static String name(RecordedFrame frame) {
        var method = frame.getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    /// The most frequent places. Java code and system calls apart, as the recorder takes samples of them at different rates.
    void print(int most, PrintWriter out) {
        print(out, "of %d samples in system calls:", calls, most);
        print(out, "of %d samples in Java code:", frames, most);
        print(out, "of the same, by area:", areas(), most);
        print(out, "of the allocated bytes:", sites, most);
    }

    private static void print(PrintWriter out, String title, Map<String, Long> weights, int most) {
        long sum = weights.values().stream().mapToLong(Long::longValue).sum();
        out.printf(Locale.ROOT, title + "%n", sum);
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(most)
                .forEach(
                        one ->
                                out.printf(
                                        Locale.ROOT,
                                        "%5.1f %%  %s%n",
                                        100.0 * one.getValue() / sum,
                                        one.getKey()));
    }

    private Map<String, Long> areas() {
        return frames.entrySet().stream()
                .collect(
                        Collectors.groupingBy(
                                one -> area(one.getKey()),
                                Collectors.summingLong(Map.Entry::getValue)));
    }

    private static String area(String frame) {
        if (frame.startsWith(OURS)) {
            return frame.substring(0, frame.lastIndexOf('.', frame.lastIndexOf('.') - 1));
        }
        return frame.startsWith("io.netty.") ? "io.netty" : "the JDK";
    }
}
