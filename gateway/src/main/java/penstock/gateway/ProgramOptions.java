package penstock.gateway;

import java.util.List;

/// How the gateway's program is to be run.
public final class ProgramOptions {

    /// Options of its virtual machine: small and quick to start; the gateway keeps few objects for each request.
    public static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xms16m",
                    "-Xmx48m",
                    "-XX:MaxDirectMemorySize=64m",
                    "-XX:MaxMetaspaceSize=48m",
                    "-XX:ReservedCodeCacheSize=32m",
                    // unused code is looked for when there is little room, not for each 5 MiB
                    // that are compiled: all requests wait for 20 to 50 ms meanwhile
                    "-XX:SweeperThreshold=100",
                    "-Xss512k",
                    "-Xlog:disable",
                    "-Xlog:all=off",
                    // every hundredth buffer would be watched at the cost of all
                    "-Dio.netty.leakDetection.level=disabled",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private ProgramOptions() {}
}
