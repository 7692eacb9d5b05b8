package penstock.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/// The gateway process. Ends with 0 after SIGTERM, 1 when it cannot start, 2 when its options are wrong. With `guard` as the
/// first argument it becomes the guardian instead, which then starts the gateway, or tries whether it could.
public final class Main {

    private static final String GUARD = "guard";

    private Main() {}

    /// See `GatewayOptions.USAGE`.
    public static void main(String[] arguments) throws InterruptedException {
        boolean isGuard = arguments.length > 0 && arguments[0].equals(GUARD);
        GatewayOptions options;
        try {
            options =
                    GatewayOptions.parse(
                            Arrays.copyOfRange(arguments, isGuard ? 1 : 0, arguments.length));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        try {
            if (isGuard && Guard.isSupported() && options.transport().canInherit()) {
                Guard.of(options, System.getenv()).become();
                return;
            } else if (isGuard) {
                System.err.println(
                        "gateway without a guardian: listening sockets cannot be handed over on this system or with"
                                + " this transport, so connections are refused while the gateway is started again");
            }
            run(options);
        } catch (IOException failed) {
            System.err.println(remedy(options, failed));
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    private static void run(GatewayOptions options) throws IOException {
        var inherited = Inheritance.of(System.getenv(), ProcessHandle.current().pid());
        Gateway gateway = Gateway.start(options, inherited, new SecureRandom());
        stopOnSignal(gateway);
        System.err.println("gateway listening on " + text(gateway.address()));
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
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
        String where =
                options.listen().stream()
                        .map(each -> text(each.address()))
                        .collect(Collectors.joining(", "));
        String reason = String.valueOf(failed.getMessage());
        if (reason.contains("in use")) {
            return "gateway cannot listen on "
                    + where
                    + ": the port is taken; stop the other program or choose another --listen";
        }
        return "gateway cannot start on " + where + ": " + reason;
    }
}
