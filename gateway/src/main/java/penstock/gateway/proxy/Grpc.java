package penstock.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import penstock.gateway.http.HeadWriter;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// What gRPC says beside HTTP: the outcome of a call is in the trailers, or in the head of an answer that has nothing else.
final class Grpc {

    private static final String TYPE = "application/grpc";
    private static final String STATUS = "grpc-status";

    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;

    /// By the status of gRPC, from OK on, the one of HTTP that says the same.
    private static final int[] AS_HTTP = {
        200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401
    };

    private Grpc() {}

    static boolean isCall(RequestHead request) {
        return request.method().equals("POST")
                && request.header("Content-Type").filter(type -> type.startsWith(TYPE)).isPresent();
    }

    /// The status of HTTP that an answer's head stands for: its own, unless it is the whole answer and says more.
    static int status(ResponseHead response) {
        return response.status() != 200
                ? response.status()
                : response.header(STATUS).map(Grpc::asHttp).orElse(200);
    }

    /// The status of HTTP that a whole answer stands for. A call whose outcome is missing has failed.
    ///
    /// @param status what the head stood for
    /// @param isToldByHead whether the head said the outcome
    static int status(int status, boolean isToldByHead, byte[] trailers) {
        if (status != 200 || isToldByHead) {
            return status;
        }
        for (String line : new String(trailers, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(STATUS)) {
                return asHttp(line.substring(colon + 1).strip());
            }
        }
        return 500;
    }

    static boolean tellsOutcome(ResponseHead response) {
        return response.header(STATUS).isPresent();
    }

    private static int asHttp(String status) {
        try {
            int code = Integer.parseInt(status);
            return code >= 0 && code < AS_HTTP.length ? AS_HTTP[code] : 500;
        } catch (NumberFormatException notANumber) {
            return 500;
        }
    }

    /// The head of an answer of the gateway itself, which is the whole answer.
    static void problem(HeadWriter out, Problem problem) {
        out.reset().put("HTTP/1.1 200 OK\r\n");
        out.field("Content-Type", TYPE);
        out.put("Grpc-Status: ").number(status(problem)).endLine();
        out.field("Grpc-Message", encoded(problem.detail()));
        out.endLine();
    }

    /// A call whose answer is too large would end likewise if it was made again, so it is not told to be.
    private static int status(Problem problem) {
        return problem.code().equals("answer_too_large")
                ? RESOURCE_EXHAUSTED
                : ofHttp(problem.status());
    }

    /// As the specification of gRPC over HTTP/2 takes answers of proxies; what is too large has a status of its own.
    private static int ofHttp(int status) {
        return switch (status) {
            case 400 -> INTERNAL;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 413, 414, 431 -> RESOURCE_EXHAUSTED;
            case 408, 429, 502, 503, 504 -> UNAVAILABLE;
            default -> 2;
        };
    }

    private static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 0x7f && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }
}
