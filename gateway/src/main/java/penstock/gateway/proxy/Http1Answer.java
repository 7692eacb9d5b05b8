package penstock.gateway.proxy;

import penstock.gateway.http.HeadWriter;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// Writes the answers of an HTTP/1.1 connection to a client. Reused for all of them.
final class Http1Answer implements Answer {

    private final Connection connection;
    private final HeadWriter out;
    private final DateLine date;
    private final RequestHead request;
    private Heads.Framing framing = Heads.Framing.AS_IS;

    Http1Answer(Connection connection, Worker worker, RequestHead request) {
        this.connection = connection;
        this.out = worker.out;
        this.date = worker.date;
        this.request = request;
    }

    /// Nothing of it for a client of HTTP/1.0, which knows no interim answers.
    @Override
    public void interim(ResponseHead response) {
        if (request.minorVersion() > 0) {
            Heads.interim(out, response);
            writeHead();
        }
    }

    void switching(ResponseHead response, Arm serving) {
        framing = Heads.Framing.AS_IS;
        Heads.switching(out, response, serving);
        writeHead();
    }

    /// Decides how the body goes to the client; with `isStream` its length is not known.
    Heads.Framing frame(boolean isStream) {
        boolean isHttp10 = request.minorVersion() == 0;
        framing =
                !isStream
                        ? Heads.Framing.AS_IS
                        : isHttp10 ? Heads.Framing.UNTIL_CLOSE : Heads.Framing.CHUNKED;
        return framing;
    }

    /// With `closes` it is the last on this connection.
    void head(ResponseHead response, Heads.Style style, boolean closes) {
        Heads.response(out, response, style, framing, closes, request.minorVersion() == 0);
        writeHead();
    }

    /// How many bytes of a body there were.
    int problem(Problem problem, String requestId, boolean closes) {
        byte[] body = problem.body(requestId);
        Heads.problem(out, problem, date, closes, body.length);
        if (request.head().asksForHead()) {
            writeHead();
            return 0;
        }
        out.put(body);
        writeHead();
        return body.length;
    }

    void options(boolean closes) {
        Heads.options(out, date, closes);
        writeHead();
    }

    private void writeHead() {
        connection.write(out.bytes(), 0, out.length());
    }

    @Override
    public boolean content(Data content) {
        int length = content.length();
        if (framing == Heads.Framing.CHUNKED) {
            Chunks.content(connection, content, length);
        } else {
            connection.write(content);
        }
        if (!connection.isWritable()) {
            connection.flush();
        }
        return connection.isWritable();
    }

    @Override
    public void end(byte[] trailers) {
        if (framing == Heads.Framing.CHUNKED) {
            Chunks.end(connection, trailers);
        }
    }

    @Override
    public boolean isWritable() {
        return connection.isWritable();
    }
}
