package penstock.capabilities.services.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a thread go on whose work nobody else does. Whatever goes wrong is told, once until it works again: a server without
/// file descriptors cannot even load its classes, and has some again later.
final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final String key;
    private final Object subject;
    private final String message;
    private boolean isTroubled;

    /// @param key of the subject in the log
    /// @param message told when something goes wrong
    Guard(String key, Object subject, String message) {
        this.key = key;
        this.subject = subject;
        this.message = message;
    }

    /// Whether all was done without a failure.
    ///
    /// @param afterwards done also after a failure
    boolean hasDone(Runnable action, Runnable afterwards) {
        try {
            try {
                action.run();
            } finally {
                afterwards.run();
            }
            isTroubled = false;
            return true;
        } catch (RuntimeException | Error e) {
            if (!isTroubled) {
                isTroubled = true;
                tell(e);
            }
            return false;
        }
    }

    private void tell(Throwable failure) {
        try {
            LOG.atError().setCause(failure).addKeyValue(key, subject).log(message);
        } catch (Error _) {
            // Not even the failure can be told.
        }
    }
}
