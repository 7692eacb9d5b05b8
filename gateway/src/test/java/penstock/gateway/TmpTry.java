package penstock.gateway;

import java.nio.file.Files;
import java.nio.file.Path;

final class TmpTry {
    public static void main(String[] args) throws Exception {
        String body = "x".repeat(Integer.parseInt(args[1]));
        try (var shop = RawUpstream.answering(200, body);
                var rig = new GatewayRig().serveStable(shop)) {
            Files.writeString(Path.of(args[0]), "" + rig.address.getPort());
            Thread.sleep(Long.parseLong(args[2]));
        }
    }
}
