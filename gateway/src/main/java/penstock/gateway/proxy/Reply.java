package penstock.gateway.proxy;

import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// An answer on its way to the client, and whether it has begun, from when on there can be no other.
final class Reply {

    private final Downstream client;
    private final Answer answer;
    private final RequestHead request;
    private final Passage passage;
    private final DateLine date;
    private boolean isStarted;

    Reply(Downstream client, RequestHead request, Passage passage, DateLine date) {
        this.client = client;
        this.answer = client.answer();
        this.request = request;
        this.passage = passage;
        this.date = date;
    }

    boolean isStarted() {
        return isStarted;
    }

    void interim(ResponseHead response) {
        answer.interim(response);
    }

    /// Where the tunnel sends what is for the client.
    Connection switching(ResponseHead response, Arm serving) {
        isStarted = true;
        return client.switching(response, serving);
    }

    /// With `isStream` the length of the answer is not known.
    void head(ResponseHead response, boolean isStream, Attempts attempts) {
        Arm serving = attempts.serving();
        String cookie = passage.cookie(request, serving);
        boolean isRescue = attempts.isRescue();
        client.head(
                response,
                isStream,
                new Heads.Style(serving, cookie, isRescue, date, passage.answer(request)));
        isStarted = true;
    }

    /// Takes the data over; false when the client should be given time before there is more.
    boolean content(Data content) {
        return answer.content(content);
    }

    void end(byte[] trailers) {
        answer.end(trailers);
    }
}
