package penstock.capabilities.services.process;

import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.probing.Answer;
import penstock.capabilities.services.probing.Probing;

/// One question of a probe to an instance as it is now.
///
/// @param isFirst nobody has said yes to this probe yet
record Question(Probing probing, InstanceSpec spec, int port, Family family, boolean isFirst) {
    Question(Probing probing, InstanceSpec spec, int port, Family family) {
        this(probing, spec, port, family, !probing.hasPassed());
    }

    /// A yes counts only if it is the instance's own: until the first one, whoever else listens on its port is looked
    /// for.
    Answer ask(Tools tools) {
        try {
            var environment = tools.environments().of(spec, port, family.run());
            var work = family.run().resolve("work");
            var answer = tools.prober().ask(probing, spec, port, work, environment);
            boolean isForeign =
                    answer.isYes() && isFirst && Listeners.isForeign(port, family.living());
            return isForeign
                    ? new Answer(false, "port " + port + " is taken by another program")
                    : answer;
        } catch (RuntimeException | Error e) {
            // Without an answer it would never be asked again.
            return Answer.unasked(e);
        }
    }
}
