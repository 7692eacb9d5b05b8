package penstock.cli;

import java.util.concurrent.Callable;
import penstock.cli.api.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "maintenance",
        description = {
            "Keeps requests from a service for a while.",
            "on: they are answered with its maintenance page; pause: they wait; off: they are served again."
        })
final class MaintenanceCommand implements Callable<Integer> {
    private enum Verb {
        ON,
        PAUSE,
        OFF
    }

    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(index = "0", paramLabel = "WHAT", description = "on, pause or off.")
    private String verb = "";

    @Parameters(index = "1", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Mixin private final Reason reason = new Reason();

    MaintenanceCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var chosen = Connection.choice(Verb.class, "maintenance", verb);
        try (var api = connection.connect()) {
            var resource = Wire.service(connection.environment(), service);
            var done =
                    switch (chosen) {
                        case ON -> {
                            api.post(
                                    Wire.action(resource, "close"),
                                    Wire.close("maintenance"),
                                    reason.text());
                            yield "closed for maintenance";
                        }
                        case PAUSE -> {
                            api.post(
                                    Wire.action(resource, "close"),
                                    Wire.close("pause"),
                                    reason.text());
                            yield "paused; requests wait";
                        }
                        case OFF -> {
                            api.post(Wire.action(resource, "open"), Wire.NOTHING, reason.text());
                            yield "open";
                        }
                    };
            context.line("service/" + service + ": " + done);
            return Exit.DONE;
        }
    }
}
