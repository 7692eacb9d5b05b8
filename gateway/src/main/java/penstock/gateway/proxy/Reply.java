package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// An answer on its way to the client, and whether it has begun, from when on there can be no other.
final class Reply {

    private final Worker worker;
    private final Downstream client;
    private final Answer answer;
    private final RequestHead request;
    private final Passage passage;
    private final List<HeaderLine> notice;
    private boolean isStarted;

    /// @param notice fields that the answer has besides its own
    Reply(
            Worker worker,
            Downstream client,
            RequestHead request,
            Passage passage,
            List<HeaderLine> notice) {
        this.worker = worker;
        this.client = client;
        this.answer = client.answer();
        this.request = request;
        this.passage = passage;
        this.notice = notice;
    }

    boolean isStarted() {
        return isStarted;
    }

    void interim(ResponseHead response) {
        answer.interim(response);
    }

    /// Where the tunnel sends what is for the client.
    Connection switching(ResponseHead response, Attempts attempts) {
        isStarted = true;
        AccessEntry entry = client.origin().entry;
        if (entry != null) {
            entry.answered(response.status(), attempts.isRescue(), attempts.now());
        }
        return client.switching(response, attempts.serving());
    }

    /// With `isStream` the length of the answer is not known.
    void head(ResponseHead response, boolean isStream, Attempts attempts) {
        head(response, isStream, attempts.serving(), attempts.isRescue());
    }

    /// @param serving the version that gave the answer
    void head(ResponseHead response, boolean isStream, Arm serving, boolean isRescue) {
        isStarted = true;
        if (client.isBetween()) {
            client.head(
                    response, isStream, new Heads.Style(serving, "", isRescue, worker.date, null));
            return;
        }
        AccessEntry entry = client.origin().entry;
        if (entry != null) {
            entry.answered(response.status(), isRescue, worker.now());
        }
        client.head(
                response,
                isStream,
                new Heads.Style(
                        serving, passage.cookie(request, serving), isRescue, worker.date, dress()));
    }

    private Filtering.@Nullable Dress dress() {
        String transport =
                Securing.strictTransport(
                        worker.engine.table().domains, request, client.origin().way());
        Filtering.Dress dress = Filtering.Dress.with(notice, passage.answer(request));
        if (transport.isEmpty()) {
            return dress;
        }
        List<HeaderLine> more = new ArrayList<>(dress == null ? List.of() : dress.more());
        more.add(new HeaderLine("Strict-Transport-Security", transport));
        return new Filtering.Dress(dress == null ? Edits.NONE : dress.edits(), more);
    }

    /// Takes the data over; false when the client should be given time before there is more.
    boolean content(Data content) {
        AccessEntry entry = client.origin().entry;
        if (entry != null && !client.isBetween()) {
            entry.bytesOut += content.view().remaining();
        }
        return answer.content(content);
    }

    void end(byte[] trailers) {
        answer.end(trailers);
    }
}
