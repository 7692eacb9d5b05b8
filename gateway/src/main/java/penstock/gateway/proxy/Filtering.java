package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Filters;
import penstock.gateway.routes.HeaderEdits;

/// Filters, made ready for the requests that come by one match.
final class Filtering {

    /// What an answer gets on its way to the client.
    ///
    /// @param isRecoded whether its content is not as long as the instance says
    record Dress(Edits edits, List<HeaderLine> more, boolean isRecoded) {

        Dress(Edits edits, List<HeaderLine> more) {
            this(edits, more, false);
        }

        Dress recoded() {
            return new Dress(edits, more, true);
        }

        /// These fields too; null when there is nothing.
        static @Nullable Dress with(List<HeaderLine> others, @Nullable Dress dress) {
            if (others.isEmpty()) {
                return dress;
            }
            if (dress == null) {
                return new Dress(Edits.NONE, others);
            }
            List<HeaderLine> all = new ArrayList<>(dress.more);
            all.addAll(others);
            return new Dress(dress.edits, all);
        }
    }

    /// What the gateway's own answers have already.
    private static final Set<String> OWN =
            Set.of("cache-control", "content-type", "date", "location", "retry-after");

    final Edits request;
    final NewTarget target;

    /// In place of the one that was asked for; empty when that stays.
    final String host;

    /// What is done to the request, as a text; empty for nothing.
    final String way;

    private final Edits response;
    private final @Nullable LiveCors cors;

    private Filtering(
            String way,
            Edits request,
            Edits response,
            NewTarget target,
            String host,
            @Nullable LiveCors cors) {
        this.way = way;
        this.request = request;
        this.response = response;
        this.target = target;
        this.host = host;
        this.cors = cors;
    }

    /// Null when nothing is done to requests and answers.
    ///
    /// @param prefix by which requests come, without a slash at its end
    static @Nullable Filtering of(Filters filters, Filters ofBackend, String prefix) {
        Optional<Filters.Rewrite> rewrite = ofBackend.rewrite().or(filters::rewrite);
        Edits response = filters.cors().isPresent() ? Edits.of(LiveCors.DROPPED) : Edits.NONE;
        var made =
                new Filtering(
                        way(filters, ofBackend, prefix),
                        Edits.of(filters.request()).then(ofBackend.request()),
                        response.then(filters.response()).then(ofBackend.response()),
                        NewTarget.of(rewrite.flatMap(Filters.Rewrite::path), prefix),
                        rewrite.flatMap(Filters.Rewrite::host).orElse(""),
                        filters.cors().map(LiveCors::new).orElse(null));
        return made.isNone() ? null : made;
    }

    /// These, and changes to the request besides.
    static Filtering asking(@Nullable Filtering usual, HeaderEdits changes) {
        return usual == null
                ? new Filtering(
                        "",
                        Edits.of(changes),
                        Edits.NONE,
                        NewTarget.of(Optional.empty(), ""),
                        "",
                        null)
                : new Filtering(
                        usual.way,
                        usual.request.then(changes),
                        usual.response,
                        usual.target,
                        usual.host,
                        usual.cors);
    }

    private static String way(Filters filters, Filters ofBackend, String prefix) {
        Optional<Filters.Rewrite> rewrite = ofBackend.rewrite().or(filters::rewrite);
        boolean isSame =
                rewrite.isEmpty()
                        && filters.request().equals(HeaderEdits.NONE)
                        && ofBackend.request().equals(HeaderEdits.NONE);
        return isSame
                ? ""
                : prefix + " " + rewrite + " " + filters.request() + " " + ofBackend.request();
    }

    private boolean isNone() {
        return request == Edits.NONE
                && response == Edits.NONE
                && target.isSame()
                && host.isEmpty()
                && cors == null;
    }

    /// The gateway's answer to a preflight; null for any other request.
    @Nullable Problem preflight(RequestHead asked) {
        return cors != null && LiveCors.isPreflight(asked) ? cors.preflight(asked) : null;
    }

    Dress answer(RequestHead asked) {
        return new Dress(response, cors == null ? List.of() : cors.fields(asked));
    }

    /// An answer of the gateway itself, with what its answers get.
    Problem answer(Problem own, RequestHead asked) {
        List<HeaderLine> fields = new ArrayList<>(own.fields());
        for (HeaderLine field : response.fields) {
            if (!OWN.contains(field.name().toLowerCase(Locale.ROOT))) {
                fields.add(field);
            }
        }
        if (cors != null) {
            fields.addAll(cors.fields(asked));
        }
        return own.with(fields);
    }
}
