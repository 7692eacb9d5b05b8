package penstock.gateway;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;

/// The gateway process. Ends with 0 after SIGTERM, 1 when it cannot start, 2 when its options are wrong.
public final class Main {

    private Main() {}

    /// See `GatewayOptions.USAGE`.
    public static void main(String[] arguments) throws InterruptedException {
        GatewayOptions options;
        try {
            options = GatewayOptions.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        try {
            Gateway gateway = Gateway.start(options, new SecureRandom());
            stopOnSignal(gateway);
            System.err.println(
                    "gateway listening on "
                            + gateway.address().getHostString()
                            + ":"
                            + gateway.address().getPort());
        } catch (IOException failed) {
            System.err.println(remedy(options, failed));
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    /// The virtual machine would end a terminated process with 143; a gateway that drained ends with 0.
    private static void stopOnSignal(Gateway gateway) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    try {
                                        gateway.stop();
                                        Runtime.getRuntime().halt(0);
                                    } catch (InterruptedException stopped) {
                                        Runtime.getRuntime().halt(1);
                                    }
                                }));
    }

    private static String remedy(GatewayOptions options, IOException failed) {
        String where = options.listen().getHostString() + ":" + options.listen().getPort();
        String reason = String.valueOf(failed.getMessage());
        if (reason.contains("in use")) {
            return "gateway cannot listen on "
                    + where
                    + ": the port is taken; stop the other program or choose another --listen";
        }
        return "gateway cannot start on " + where + ": " + reason;
    }
}
