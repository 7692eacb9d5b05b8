package penstock.gateway.proxy;

import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// The client of a request that may change something: once it is answered, what is kept of its target is forgotten.
final class Changing extends Between {

    private final RequestHead request;
    private final LiveCache cache;

    Changing(Downstream client, RequestHead request, LiveCache cache) {
        super(client);
        this.request = request;
        this.cache = cache;
    }

    @Override
    public void head(ResponseHead response, boolean isStream, Heads.Style style) {
        cache.changed(request, client.origin().way(), response);
        client.head(response, isStream, style);
    }
}
