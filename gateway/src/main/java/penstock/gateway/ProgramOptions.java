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
                    // code that is used no more is looked for once there is little room, not each
                    // time
                    // that 5 MiB were compiled: all requests wait for 20 to 50 ms then
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
