package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.Coding;

/// An answer on its way to the client, and whether it has begun, from when on there can be no other.
final class Reply {

    private final Worker worker;
    private final Downstream client;
    private final @Nullable Outcome outcome;
    private Answer answer;
    private @Nullable EncodedAnswer encoded;
    private final RequestHead request;
    private final Passage passage;
    private final List<HeaderLine> notice;
    private boolean isStarted;

    /// @param notice fields that the answer has besides its own
    /// @param outcome what an instance is charged with; null when it is none that answers
    Reply(
            Worker worker,
            Downstream client,
            RequestHead request,
            Passage passage,
            List<HeaderLine> notice,
            @Nullable Outcome outcome) {
        this.worker = worker;
        this.client = client;
        this.answer = client.answer();
        this.request = request;
        this.passage = passage;
        this.notice = notice;
        this.outcome = outcome;
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
        LiveCompression compression = passage.route.compression;
        Filtering.Dress dress =
                compression == null ? dress() : compressed(compression, response, dress());
        client.head(
                response,
                isStream || encoded != null,
                new Heads.Style(
                        serving, passage.cookie(request, serving), isRescue, worker.date, dress));
    }

    /// What the head gets, besides what it would get anyway. An answer without content is told as if it had one.
    private Filtering.@Nullable Dress compressed(
            LiveCompression compression, ResponseHead response, Filtering.@Nullable Dress dress) {
        LiveCompression.Plan plan = compression.plan(request, response, dress);
        Coding coding = plan.coding();
        if (coding == null) {
            return plan.plain();
        }
        if (!request.isHead()) {
            EncodedAnswer opened = EncodedAnswer.open(worker, client, outcome, compression, coding);
            if (opened == null) {
                return plan.plain();
            }
            encoded = opened;
            answer = opened;
        }
        AccessEntry entry = client.origin().entry;
        if (entry != null) {
            entry.encoding = coding.text();
        }
        return compression.encoded(plan, response, coding);
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
        if (entry != null && encoded == null && !client.isBetween()) {
            entry.bytesOut += content.view().remaining();
        }
        return answer.content(content);
    }

    void end(byte[] trailers) {
        answer.end(trailers);
    }

    void flush() {
        if (encoded != null) {
            encoded.flush();
        }
        client.flush();
    }

    /// Nothing more comes.
    void close() {
        if (encoded != null) {
            encoded.close();
        }
    }
}
