package penstock.judge.kayenta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// The windows of `windows.txt`, by name. A name that is no window is itself the points, separated by spaces.
final class Windows {
    private static final Map<String, String> BY_NAME = read();

    private Windows() {}

    private static Map<String, String> read() {
        var windows = new HashMap<String, String>();
        try (var file = Windows.class.getResourceAsStream("windows.txt")) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(": ", 2))
                    .forEach(parts -> windows.put(parts[0], parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return windows;
    }

    static double[] window(String nameOrPoints) {
        var points = BY_NAME.getOrDefault(nameOrPoints, nameOrPoints);
        return Stream.of(points.strip().split(" ", -1))
                .filter(point -> !point.isEmpty())
                .flatMapToDouble(Windows::times)
                .toArray();
    }

    private static DoubleStream times(String point) {
        var star = point.indexOf('*');
        if (star < 0) {
            return DoubleStream.of(Double.parseDouble(point));
        }
        var value = Double.parseDouble(point.substring(star + 1));
        return DoubleStream.generate(() -> value).limit(Integer.parseInt(point.substring(0, star)));
    }
}
