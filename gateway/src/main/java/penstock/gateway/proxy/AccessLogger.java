package penstock.gateway.proxy;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import penstock.gateway.accesslog.AccessLogSettings;
import penstock.gateway.accesslog.AccessLogSettings.Field;
import penstock.gateway.accesslog.JsonLine;
import penstock.gateway.accesslog.LineRing;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;

/// Decides which requests of one loop are logged, and writes their lines. A value that may hold a secret is in none: no query, no cookie,
/// no header that was not asked for.
final class AccessLogger {

    private static final int MOST_PATH = 2_048;
    private static final int MOST_VALUE = 256;
    private static final int SHARES = 10_000;

    private final Observing.Logging logging;
    private final AccessLogSettings settings;
    private final Field[] fields;
    private final LineRing ring;
    private final Worker worker;
    private final RandomGenerator random;
    private final JsonLine line = new JsonLine();

    AccessLogger(Observing.Logging logging, Worker worker, RandomGenerator random) {
        this.logging = logging;
        this.settings = logging.settings();
        this.fields =
                Stream.of(Field.values()).filter(settings.fields()::contains).toArray(Field[]::new);
        this.ring = logging.log().newRing();
        this.worker = worker;
        this.random = random;
    }

    void log(AccessEntry entry, RequestHead request, Origin origin) {
        long duration = worker.now() - entry.began;
        if (!isChosen(entry, duration)) {
            return;
        }
        line.begin();
        for (Field field : fields) {
            if (entry.isRead) {
                ofRequest(field, request, origin);
            }
            ofAnswer(field, entry);
            if (field == Field.DURATION) {
                line.millis(field.text(), duration);
            } else if (field == Field.CLIENT) {
                line.text(field.text(), entry.isRead ? origin.way().client() : origin.peer());
            }
        }
        if (entry.isRead && !settings.headers().isEmpty()) {
            headers(request);
        }
        line.end();
        ring.offer(line.bytes(), line.length());
    }

    private boolean isChosen(AccessEntry entry, long duration) {
        AccessLogSettings.Choice what = settings.what();
        boolean isError =
                entry.status >= 500 || entry.status == 0 || entry.end == AccessEntry.End.BROKEN;
        boolean isSlow = !what.slow().isZero() && duration > what.slow().toNanos();
        return (isError && what.errors())
                || isSlow
                || what.basisPoints() == SHARES
                || (what.basisPoints() > 0 && random.nextInt(SHARES) < what.basisPoints());
    }

    private void ofRequest(Field field, RequestHead request, Origin origin) {
        HeadBuffer head = request.head();
        switch (field) {
            case METHOD -> line.text(field.text(), request.method());
            case HOST -> line.text(field.text(), request.host());
            case PATH ->
                    line.text(
                            field.text(),
                            head.bytes(),
                            request.targetFrom(),
                            request.pathTo(),
                            MOST_PATH);
            case QUERY -> query(field.text(), request);
            case REQUEST_ID -> line.text(field.text(), origin.knownRequestId());
            case TRACE_ID -> traceId(field.text(), request, origin);
            case USER_AGENT -> {
                long span = request.headerSpan("User-Agent");
                if (span != RequestHead.NOWHERE) {
                    value(field.text(), head, span);
                }
            }
            case TIME, ROUTE, VERSION, INSTANCE, ROLE, STATUS, PROBLEM, FAILURE, CACHE, END -> {}
            case BYTES_IN, BYTES_OUT, ENCODING, DURATION, UPSTREAM, ATTEMPTS, RESCUED -> {}
            case CLIENT, PROTOCOL -> {}
        }
    }

    private void value(String name, HeadBuffer head, long span) {
        line.text(
                name,
                head.bytes(),
                RequestHead.spanFrom(span),
                RequestHead.spanTo(span),
                MOST_VALUE);
    }

    private void traceId(String name, RequestHead request, Origin origin) {
        Trace trace = origin.way().trace();
        if (trace != null) {
            line.text(name, trace.id());
            return;
        }
        long span = Trace.idOf(request);
        if (span != RequestHead.NOWHERE) {
            value(name, request.head(), span);
        }
    }

    /// The names of the parameters: `a&b` for `?a=1&b=2`.
    private void query(String name, RequestHead request) {
        byte[] bytes = request.head().bytes();
        var names = new StringBuilder();
        boolean isName = true;
        for (int i = request.pathTo() + 1; i < request.targetTo(); i++) {
            if (bytes[i] == '&') {
                isName = true;
                names.append('&');
            } else if (bytes[i] == '=') {
                isName = false;
            } else if (isName && names.length() < MOST_VALUE) {
                names.append((char) bytes[i]);
            }
        }
        if (!names.isEmpty()) {
            line.text(name, names.toString());
        }
    }

    private void ofAnswer(Field field, AccessEntry entry) {
        String name = field.text();
        switch (field) {
            case TIME -> line.time(name, logging.clock().instant());
            case ROUTE -> textUnlessEmpty(name, entry.route);
            case VERSION ->
                    textUnlessEmpty(name, entry.own == null ? "" : entry.own.stats.versionId);
            case INSTANCE ->
                    textUnlessEmpty(
                            name,
                            entry.instance == null ? "" : entry.instance.upstream.instanceId());
            case ROLE ->
                    textUnlessEmpty(name, entry.own == null ? "" : entry.own.stats.role.word());
            case STATUS -> line.number(name, entry.status);
            case PROBLEM -> textUnlessEmpty(name, entry.problem);
            case FAILURE -> textUnlessEmpty(name, entry.failure);
            case CACHE -> textUnlessEmpty(name, entry.cache);
            case END -> line.text(name, entry.end.text);
            case BYTES_IN -> line.number(name, entry.bytesIn);
            case BYTES_OUT -> line.number(name, entry.bytesOut);
            case ENCODING -> textUnlessEmpty(name, entry.encoding);
            case UPSTREAM -> {
                if (entry.asked != 0 && entry.answered != 0) {
                    line.millis(name, entry.answered - entry.asked);
                }
            }
            case ATTEMPTS -> line.number(name, entry.attempts);
            case RESCUED -> line.truth(name, entry.isRescued);
            case PROTOCOL -> textUnlessEmpty(name, entry.protocol);
            case METHOD, HOST, PATH, QUERY, DURATION, CLIENT -> {}
            case REQUEST_ID, TRACE_ID, USER_AGENT -> {}
        }
    }

    private void textUnlessEmpty(String name, String value) {
        if (!value.isEmpty()) {
            line.text(name, value);
        }
    }

    /// Of a `Referer`, what stands before its query.
    private void headers(RequestHead request) {
        line.object("headers");
        List<String> names = settings.headers();
        for (int i = 0; i < names.size(); i++) {
            long span = request.headerSpan(names.get(i));
            if (span != RequestHead.NOWHERE) {
                byte[] bytes = request.head().bytes();
                int to = RequestHead.spanFrom(span);
                while (to < RequestHead.spanTo(span) && bytes[to] != '?' && bytes[to] != '#') {
                    to++;
                }
                line.text(names.get(i), bytes, RequestHead.spanFrom(span), to, MOST_VALUE);
            }
        }
        line.close();
    }
}
