package penstock.capabilities.services.process;

import java.time.InstantSource;
import java.util.function.Consumer;

/// What all supervisors of a target share.
///
/// @param changed called with the id of an instance whose snapshot changed
record Tools(
        InstantSource clock,
        Journal journal,
        Ports ports,
        ProcessTable table,
        Launcher launcher,
        Prober prober,
        Environments environments,
        ControlGroups groups,
        Consumer<String> changed) {}
