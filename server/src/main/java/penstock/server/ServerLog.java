package penstock.server;

import java.nio.file.Path;
import org.slf4j.event.Level;
import penstock.server.config.Settings;
import penstock.server.logging.Log;

/// Points the log where the settings say.
final class ServerLog {
    private ServerLog() {}

    static void configure(Settings.Log settings, Path folder) {
        Log.showFrom(
                switch (settings.level()) {
                    case ERROR -> Level.ERROR;
                    case WARN -> Level.WARN;
                    case INFO -> Level.INFO;
                    case DEBUG -> Level.DEBUG;
                    case TRACE -> Level.TRACE;
                });
        switch (settings.to()) {
            case STANDARD_ERROR -> Log.writeToStandardError();
            case FILE ->
                    Log.writeTo(
                            folder.resolve("server.log"),
                            settings.fileSize().bytes(),
                            settings.files());
        }
    }
}
