package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;

/// A request on its way: how far it has come from the client. Each attempt gets it from the beginning, shadows get copies.
final class Sending {

    private final Downstream client;
    private final KeptBody kept;
    private final List<ShadowRequest> copies;
    private boolean isWhole;
    private boolean isInvited;

    Sending(Downstream client, RequestHead request, KeptBody kept, List<ShadowRequest> copies) {
        this.client = client;
        this.kept = kept;
        this.copies = copies;
        this.isWhole = !request.hasBody();
        this.isInvited = isWhole || !request.expectsContinue();
    }

    /// All of it has come.
    boolean isWhole() {
        return isWhole;
    }

    /// Whether the client has begun its body, was asked for it, or does not wait for that (RFC 9110 section 10.1.1).
    boolean isInvited() {
        return isInvited;
    }

    /// An instance asks for the body.
    void invite() {
        isInvited = true;
    }

    /// Sends what has come so far.
    void start(Attempt to) {
        to.send(client.origin().way(), client.origin().requestId(), kept, isWhole);
    }

    /// More of the body; takes it over. With null there is no attempt now.
    void content(@Nullable Attempt to, Data content) {
        isInvited = true;
        if (kept.isWhole()) {
            kept.add(content.view());
        }
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).onBody(content);
        }
        if (to == null) {
            content.release();
        } else {
            to.content(content);
        }
    }

    /// Comes once, also without a body. With null there is no attempt now.
    void end(@Nullable Attempt to, byte[] trailers) {
        isWhole = true;
        kept.end(trailers);
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).onBodyEnd(trailers);
        }
        if (to != null) {
            to.end(trailers);
        }
    }

    /// Nobody will get it from the beginning any more.
    void keepNoMore() {
        kept.drop();
    }

    void stop() {
        keepNoMore();
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).onEnd();
        }
    }
}
