package penstock.server.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import penstock.model.Name;

/// What instances of a service wrote to their logs.
public interface LogSource {
    /// Whose lines.
    ///
    /// @param instance only this one; empty for all
    record Selection(Name environment, Name service, Optional<String> instance) {}

    /// Takes lines as they come.
    interface Lines {
        void line(String line) throws IOException;

        /// Called at least every second when there is nothing new; fails when nobody reads any more.
        void idle() throws IOException;
    }

    /// The last lines, oldest first.
    ///
    /// @param lines at most so many, 0…10,000
    /// @throws penstock.model.ProblemException `NotFound`
    List<String> tail(Selection selection, int lines);

    /// Sends the last lines, then each new one, until `to` fails or the thread is interrupted.
    void follow(Selection selection, int lines, Lines to) throws IOException, InterruptedException;
}
