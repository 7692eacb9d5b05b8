package penstock.server.logging;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/// A logger that writes lines.
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1;

    LineLogger(String name) {
        this.name = name;
    }

    @Override
    public void log(LoggingEvent event) {
        if (!Log.shows(name, event.getLevel())) {
            return;
        }
        var values = event.getKeyValuePairs();
        var arguments = event.getArgumentArray();
        var message = String.valueOf(event.getMessage());
        write(
                event.getLevel(),
                arguments == null || arguments.length == 0
                        ? message
                        : formatted(message, arguments),
                values == null ? List.of() : values,
                event.getThrowable());
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        var text =
                arguments == null || arguments.length == 0
                        ? String.valueOf(message)
                        : formatted(message, arguments);
        write(level, text, List.of(), failure);
    }

    private static String formatted(String message, Object[] arguments) {
        return Objects.requireNonNullElse(
                MessageFormatter.basicArrayFormat(message, arguments), message);
    }

    private void write(
            Level level,
            String message,
            List<org.slf4j.event.KeyValuePair> values,
            @Nullable Throwable failure) {
        Log.write(LineFormat.format(Instant.now(), level, name, message, values, failure));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return Log.shows(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return Log.shows(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return Log.shows(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return Log.shows(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return Log.shows(name, Level.ERROR);
    }
}
