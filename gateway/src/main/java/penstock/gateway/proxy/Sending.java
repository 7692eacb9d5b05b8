package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;

/// A request on its way: how far it has come from the client. Each attempt gets it from the beginning, a shadow gets a copy.
final class Sending {

    private final Downstream client;
    private final KeptBody kept;
    private final @Nullable ShadowRequest shadow;
    private boolean isWhole;
    private boolean isInvited;

    /// With null there is no shadow.
    Sending(Downstream client, RequestHead request, KeptBody kept, @Nullable ShadowRequest shadow) {
        this.client = client;
        this.kept = kept;
        this.shadow = shadow;
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
        to.send(client.way(), client.requestId(), kept, isWhole);
    }

    /// More of the body; takes it over.
    void content(Attempt to, Data content) {
        isInvited = true;
        kept.add(content.view());
        if (shadow != null) {
            shadow.onBody(content);
        }
        to.content(content);
    }

    /// Comes once, also without a body. With null there is no attempt now.
    void end(@Nullable Attempt to, byte[] trailers) {
        isWhole = true;
        kept.end(trailers);
        if (shadow != null) {
            shadow.onBodyEnd(trailers);
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
        if (shadow != null) {
            shadow.onEnd();
        }
    }
}
