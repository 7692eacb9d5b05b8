package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.routes.Split;

/// Clients that others have written, as they come.
final class ForeignClientsTest {

    private static final String HOST = "shop.test";
    private static final int UPLOAD = 1_000_000;
    private static final Pattern LENGTH =
            Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);

    private final ForeignProgram curl = ForeignProgram.named("curl", "curl");

    @TempDir Path folder;

    /// Answers with the length of the body that came, once it has asked for it where it has to.
    private static RawUpstream measuring() throws Exception {
        return new RawUpstream(
                peer -> {
                    for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        if (head.contains("100-continue")) {
                            peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                        }
                        var length = LENGTH.matcher(head);
                        int expected = length.find() ? Integer.parseInt(length.group(1)) : 0;
                        String body = Integer.toString(peer.in.readNBytes(expected).length);
                        peer.send(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                                        + body.length()
                                        + "\r\n\r\n"
                                        + body);
                    }
                });
    }

    private String plain(TlsRig rig) {
        return "http://127.0.0.1:" + rig.rig.address.getPort() + "/";
    }

    private static String secured(InetSocketAddress tls) {
        return "https://" + HOST + ":" + tls.getPort() + "/";
    }

    /// What curl says of an answer: version, status and body.
    private String ask(TlsRig rig, String address, String... options) throws Exception {
        var all = new ArrayList<String>();
        all.addAll(List.of("-sS", "--insecure", "--max-time", "60"));
        all.addAll(List.of("--resolve", HOST + ":" + rig.tls.getPort() + ":127.0.0.1"));
        all.addAll(List.of("-w", " HTTP/%{http_version} %{http_code}"));
        all.addAll(List.of(options));
        all.add(address);
        return curl.run(all.toArray(String[]::new));
    }

    @Test
    void curlByEachVersionOfHttp() throws Exception {
        if (!curl.isThere("curl", "--version")) {
            return;
        }
        try (var shop = measuring();
                var rig = new TlsRig(folder, shop)) {
            rig.serve("shop", HOST);

            assertThat(ask(rig, plain(rig), "--http1.1")).isEqualTo("0 HTTP/1.1 200");
            assertThat(ask(rig, plain(rig), "--http2-prior-knowledge")).isEqualTo("0 HTTP/2 200");
            assertThat(ask(rig, plain(rig), "--http2")).isEqualTo("0 HTTP/1.1 200");
            assertThat(ask(rig, secured(rig.tls), "--http1.1")).isEqualTo("0 HTTP/1.1 200");
            assertThat(ask(rig, secured(rig.tls), "--http2")).isEqualTo("0 HTTP/2 200");
        }
    }

    @Test
    void curlUploadsOnceItIsAsked() throws Exception {
        if (!curl.isThere("curl", "--version")) {
            return;
        }
        Path file = Files.write(folder.resolve("upload"), new byte[UPLOAD]);
        String[] upload = {"-H", "Expect: 100-continue", "--data-binary", "@" + file};
        try (var shop = measuring();
                var rig = new TlsRig(folder, shop)) {
            rig.serve("shop", HOST);

            for (String version : new String[] {"--http1.1", "--http2-prior-knowledge"}) {
                assertThat(ask(rig, plain(rig), with(version, upload)))
                        .startsWith(UPLOAD + " HTTP/")
                        .endsWith(" 200");
            }
            assertThat(ask(rig, secured(rig.tls), with("--http2", upload)))
                    .isEqualTo(UPLOAD + " HTTP/2 200");
        }
    }

    private static String[] with(String first, String... others) {
        var all = new ArrayList<>(List.of(others));
        all.addFirst(first);
        return all.toArray(String[]::new);
    }

    @Test
    void wrkGetsNothingButGoodAnswers() throws Exception {
        var wrk = ForeignProgram.named("wrk", "wrk");
        if (!wrk.isThere("which", "wrk")) {
            return;
        }
        try (var shop = measuring();
                var rig = new TlsRig(folder, shop)) {
            rig.serve("shop", HOST, "*");
            // what a first answer needs is loaded by then, as wrk has a second for all of them
            try (var secure = rig.client(HOST).connect();
                    var client = rig.rig.client()) {
                assertThat(secure.get("/").status()).isEqualTo(200);
                assertThat(client.get("/").status()).isEqualTo(200);
            }

            for (String address :
                    new String[] {plain(rig), "https://127.0.0.1:" + rig.tls.getPort() + "/"}) {
                String said =
                        wrk.run(
                                "-t1",
                                "-c4",
                                "-d1s",
                                "--timeout",
                                "60",
                                "-H",
                                "Host: " + HOST,
                                address);

                assertThat(said)
                        .containsPattern("[1-9]\\d* requests in")
                        .doesNotContain("Non-2xx", "Socket errors");
            }
        }
    }

    @Test
    void h2loadGetsAnAnswerToEachRequest() throws Exception {
        var h2load = ForeignProgram.named("h2load", "nghttp2-client");
        if (!h2load.isThere("h2load", "--version")) {
            return;
        }
        Path file = Files.write(folder.resolve("upload"), new byte[100_000]);
        try (var shop = measuring();
                var rig = new TlsRig(folder, shop)) {
            rig.serve("shop", HOST, "*");

            for (String address :
                    new String[] {plain(rig), "https://127.0.0.1:" + rig.tls.getPort() + "/"}) {
                assertThat(h2load.run("-n", "400", "-c", "2", "-m", "20", address))
                        .contains("400 succeeded, 0 failed, 0 errored, 0 timeout");
                assertThat(
                                h2load.run(
                                        "-n",
                                        "20",
                                        "-c",
                                        "2",
                                        "-m",
                                        "5",
                                        "-d",
                                        file.toString(),
                                        address))
                        .contains("20 succeeded, 0 failed, 0 errored, 0 timeout");
            }
        }
    }

    @Test
    void nghttpSeesAnswerAndFlowControlAsItShould() throws Exception {
        var nghttp = ForeignProgram.named("nghttp", "nghttp2-client");
        if (!nghttp.isThere("nghttp", "--version")) {
            return;
        }
        Path file = Files.write(folder.resolve("upload"), new byte[UPLOAD]);
        try (var shop = measuring();
                var rig = new TlsRig(folder, shop)) {
            rig.serve("shop", HOST, "*");

            String said =
                    nghttp.run("-v", "-d", file.toString(), "-w", "16", "-W", "16", plain(rig));

            assertThat(said).contains(":status: 200", "" + UPLOAD).doesNotContain("[ERROR]");
        }
    }

    @Test
    void webSocketsOfPython() throws Exception {
        var python = ForeignProgram.python("websocket.py", folder, "python3-websockets");
        if (!python.isThere("/usr/bin/python3", "-c", "import websockets")) {
            return;
        }
        try (var echo = python.serve();
                var rig = new GatewayRig().serveStable(echo)) {
            assertThat(python.run("ws://127.0.0.1:" + rig.address.getPort() + "/echo"))
                    .isEqualToIgnoringNewLines("closed with 1000");
        }
    }

    @Test
    void gRpcOfPython() throws Exception {
        var python = ForeignProgram.python("calls.py", folder, "python3-grpcio");
        if (!python.isThere("/usr/bin/python3", "-c", "import grpc")) {
            return;
        }
        try (var cart = python.serve();
                var rig =
                        new GatewayRig()
                                .serve(GatewayRig.route(Split.all(GatewayRig.http2("v1", cart))))) {
            assertThat(python.run("127.0.0.1:" + rig.address.getPort()))
                    .isEqualToIgnoringNewLines(
                            "Fail FAILED_PRECONDITION nothing left out of stock\nUnknown UNIMPLEMENTED Method not found! None\n");
        }
    }
}
