package penstock.gateway.proxy;

import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// An answer on its way to the client: how it is framed there, and whether it has begun, from when on there can be no other.
final class Reply {

    private final ClientSession session;
    private final Worker worker;
    private final RequestHead request;
    private final LiveRoute route;
    private final String notice;
    private Heads.Framing framing = Heads.Framing.AS_IS;
    private boolean isStarted;

    /// @param notice header lines that the answer has besides its own
    Reply(
            ClientSession session,
            Worker worker,
            RequestHead request,
            LiveRoute route,
            String notice) {
        this.session = session;
        this.worker = worker;
        this.request = request;
        this.route = route;
        this.notice = notice;
    }

    boolean isStarted() {
        return isStarted;
    }

    /// Nothing of it for a client of HTTP/1.0, which knows no interim answers.
    void interim(ResponseHead response) {
        if (request.minorVersion() > 0) {
            Heads.interim(worker.out, response);
            writeHead();
        }
    }

    void switching(ResponseHead response, Arm serving) {
        Heads.switching(worker.out, response, serving);
        writeHead();
        isStarted = true;
    }

    /// With `isStream` the length of the answer is not known.
    void head(ResponseHead response, boolean isStream, Attempts attempts) {
        boolean isHttp10 = request.minorVersion() == 0;
        framing =
                !isStream
                        ? Heads.Framing.AS_IS
                        : isHttp10 ? Heads.Framing.UNTIL_CLOSE : Heads.Framing.CHUNKED;
        boolean closes = session.answerCloses(framing == Heads.Framing.UNTIL_CLOSE);
        Arm serving = attempts.serving();
        String cookie = route.cookie(request, serving);
        Heads.response(
                worker.out,
                response,
                new Heads.Style(serving, notice.isEmpty() ? cookie : notice + cookie, attempts.isRescue(), framing, closes, isHttp10));
        writeHead();
        isStarted = true;
    }

    private void writeHead() {
        session.connection.write(worker.out.bytes(), 0, worker.out.length());
    }

    /// Takes the data over; false when the client should be given time before there is more.
    boolean content(Data content) {
        int length = content.view().remaining();
        if (framing == Heads.Framing.CHUNKED) {
            Chunks.content(session.connection, content, length);
        } else {
            session.connection.write(content);
        }
        if (!session.connection.isWritable()) {
            session.connection.flush();
        }
        return session.connection.isWritable();
    }

    void end(byte[] trailers) {
        if (framing == Heads.Framing.CHUNKED) {
            Chunks.end(session.connection, trailers);
        }
    }
}
