package penstock.capabilities.services.process;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/// A server that is killed: starts one instance below the directory it is given and waits for its end.
final class Abandoned {
    private Abandoned() {}

    static void main(String[] arguments) throws InterruptedException {
        var settings =
                ProcessSettings.in(Path.of(arguments[0]))
                        .withPorts(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        var target = new ProcessTarget(settings, InstantSource.system());
        target.onChange(
                id ->
                        target.instance(id)
                                .ifPresent(
                                        seen ->
                                                System.out.println(
                                                        seen.state() + " " + seen.pid())));
        target.open();
        target.start(Specs.shell("kept", "exec sleep 600").ready("true").spec());
        new CountDownLatch(1).await();
    }
}
