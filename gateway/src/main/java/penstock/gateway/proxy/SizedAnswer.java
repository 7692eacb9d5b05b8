package penstock.gateway.proxy;

import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.ResponseHead;
import penstock.gateway.routes.Oversize;
import penstock.gateway.routes.Sizes;

/// Stands between an instance and whoever has asked it, where an answer may not be as large as it likes. One that is larger is a failure of
/// the instance: before anything of it was passed on if its head tells, or else in the midst of it.
final class SizedAnswer implements UpstreamUser {

    private static final int NOT_MODIFIED = 304;

    private final UpstreamUser user;
    private final Sizes sizes;
    private final SizeStats stats;

    /// Of the body, so far.
    private long bytes;

    private SizedAnswer(UpstreamUser user, Sizes sizes, SizeStats stats) {
        this.user = user;
        this.sizes = sizes;
        this.stats = stats;
    }

    /// The user itself where answers may be of any size.
    static UpstreamUser of(UpstreamUser user, Sizes sizes, SizeStats stats) {
        return sizes.answerHead() == 0 && sizes.answerBody() == 0
                ? user
                : new SizedAnswer(user, sizes, stats);
    }

    private boolean isHeadTooLarge(ResponseHead response) {
        return sizes.answerHead() != 0 && response.head().size() > sizes.answerHead();
    }

    /// An answer to HEAD, or that nothing has changed, says how long another would be.
    private boolean isTooLong(ResponseHead response) {
        return sizes.answerBody() != 0
                && response.contentLength() > sizes.answerBody()
                && !user.answersHead()
                && response.status() != NOT_MODIFIED;
    }

    /// The user then lets the connection go, so it comes to this once.
    private void fail(Oversize what) {
        stats.met(what);
        user.onUpstreamFailed(Failure.TOO_LARGE);
    }

    @Override
    public boolean answersHead() {
        return user.answersHead();
    }

    @Override
    public void onInterim(ResponseHead response) throws BadMessageException {
        if (isHeadTooLarge(response)) {
            fail(Oversize.ANSWER_HEAD);
        } else {
            user.onInterim(response);
        }
    }

    @Override
    public void onHead(ResponseHead response, boolean isStream) {
        if (isHeadTooLarge(response)) {
            fail(Oversize.ANSWER_HEAD);
        } else if (isTooLong(response)) {
            fail(Oversize.ANSWER_BODY);
        } else {
            user.onHead(response, isStream);
        }
    }

    @Override
    public void onContent(Data content) {
        bytes += content.view().remaining();
        if (sizes.answerBody() != 0 && bytes > sizes.answerBody()) {
            content.release();
            fail(Oversize.ANSWER_BODY);
        } else {
            user.onContent(content);
        }
    }

    @Override
    public void onAnswered(byte[] trailers, boolean isReusable) {
        user.onAnswered(trailers, isReusable);
    }

    @Override
    public void onUpstreamFailed(Failure failure) {
        user.onUpstreamFailed(failure);
    }

    @Override
    public void onUpstreamWritable() {
        user.onUpstreamWritable();
    }

    @Override
    public void flushClient() {
        user.flushClient();
    }
}
