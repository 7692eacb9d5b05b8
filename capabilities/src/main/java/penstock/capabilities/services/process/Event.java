package penstock.capabilities.services.process;

import java.time.Duration;
import penstock.capabilities.services.probing.Answer;
import penstock.capabilities.services.probing.Probing;

/// What reaches a supervisor from outside its thread.
sealed interface Event {
    /// Somebody wants the instance to end.
    record Stop(Duration grace) implements Event {}

    /// A process ended.
    record Ended(ProcessId process, int code) implements Event {}

    record Answered(Probing probing, Answer answer) implements Event {}

    /// The server is going, the instance stays.
    record Leave() implements Event {}
}
