package penstock.server.api;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import penstock.model.Text;

/// Requests that the web server itself refuses (malformed, headers too large) are answered like all other problems.
final class ListenerErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var body = body(response.getStatus());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, HttpProblems.TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, body, callback);
        return true;
    }

    private static String body(int status) {
        return Text.writeJson(HttpProblems.refusedByListener(status));
    }
}
