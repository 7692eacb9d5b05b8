package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.Field;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.HeadWriter;
import penstock.gateway.http.RequestHead;
import penstock.gateway.http.ResponseHead;

/// Writes the heads that leave the gateway: fields of one connection only are dropped, those about the way are added.
final class Heads {

    /// How the body of an answer goes to the client.
    enum Framing {
        /// There is none, or the answer's own Content-Length holds.
        AS_IS,
        CHUNKED,
        UNTIL_CLOSE
    }

    /// What the gateway adds to a final answer; `cookie` is a whole line or empty, `date` is for an answer without one; without a
    /// `dress` nothing else is done to it.
    record Style(
            Arm arm,
            String cookie,
            boolean isRescued,
            DateLine date,
            Filtering.@Nullable Dress dress) {}

    private static final int UPGRADE_REQUIRED = 426;
    private static final int METHOD_NOT_ALLOWED = 405;

    private static final byte[] STATUS_LINE = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] REQUEST_ID = Ascii.bytes("X-Request-Id: ");
    private static final byte[] HTTP_1_1 = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\n");
    private static final byte[] TRAILERS = Ascii.bytes("TE: trailers\r\nConnection: TE\r\n");
    private static final byte[] VIA_2 = Ascii.bytes("Via: 2.0 penstock\r\n");
    private static final byte[] VIA_1_1 = Ascii.bytes("Via: 1.1 penstock\r\n");
    private static final byte[] VIA_1_0 = Ascii.bytes("Via: 1.0 penstock\r\n");

    /// The methods of RFC 9110 and RFC 5789 that are not refused; others pass as well.
    private static final byte[] ALLOW =
            Ascii.bytes("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");

    private static final byte[] SHADOW = Ascii.bytes("Penstock-Shadow: true\r\n");
    private static final byte[] RESCUED = Ascii.bytes("Penstock-Rescued: true\r\n");

    /// Has no body, so it says nothing of its length (RFC 9110 section 8.6).
    private static final int NO_CONTENT = 204;

    private Heads() {}

    /// The head that an instance gets. What a client said about the way it came is no part of it but for `way`.
    /// Only the gateway itself says that a request is a shadow.
    ///
    /// @param filtering null when nothing is done to it
    static void request(
            HeadWriter out,
            RequestHead request,
            Way way,
            byte[] newRequestId,
            boolean isShadow,
            @Nullable Filtering filtering) {
        HeadBuffer head = request.head();
        Edits edits = filtering == null ? Edits.NONE : filtering.request;
        requestLine(out, request, filtering);
        boolean hasId = false;
        for (int i = 0; i < head.count(); i++) {
            switch (head.field(i)) {
                case CLOSE,
                        CONNECTION,
                        CONTENT_LENGTH,
                        FORWARDED,
                        HOST,
                        KEEP_ALIVE,
                        LOOKALIKE,
                        PENSTOCK_SHADOW,
                        PROXY,
                        PROXY_CONNECTION,
                        TE,
                        TRANSFER_ENCODING -> {}
                case UPGRADE,
                        X_FORWARDED,
                        X_FORWARDED_FOR,
                        X_FORWARDED_HOST,
                        X_FORWARDED_PROTO,
                        X_REAL_IP -> {}
                case X_REQUEST_ID -> {
                    if (!hasId && !request.isNominated(i)) {
                        hasId = true;
                        out.field(head, i);
                    }
                }
                case TRACEPARENT, TRACESTATE -> {
                    if (isOfTrace(head.field(i), way) && !edits.drops(head, i)) {
                        endToEnd(out, request, i);
                    }
                }
                case EXPECT -> {
                    if (request.expectsContinue() && request.hasBody()) {
                        endToEnd(out, request, i);
                    }
                }
                case MAX_FORWARDS -> maxForwards(out, request, i);
                case OTHER, COOKIE, DATE, TRAILER, PENSTOCK_RESCUED, PENSTOCK_VERSION -> {
                    if (!edits.drops(head, i)) {
                        endToEnd(out, request, i);
                    }
                }
            }
        }
        out.put(edits.lines);
        way(out, way);
        out.put(request.isStream() ? VIA_2 : request.minorVersion() == 0 ? VIA_1_0 : VIA_1_1);
        if (!hasId) {
            out.put(REQUEST_ID).put(newRequestId).endLine();
        }
        if (isShadow) {
            out.put(SHADOW);
        }
        requestFraming(out, request);
    }

    /// Whether what the client says of its trace still holds: the gateway may be a step of the trace, or have begun it.
    private static boolean isOfTrace(Field field, Way way) {
        return way.trace() == null || (field == Field.TRACESTATE && !way.trace().isFresh());
    }

    private static void way(HeadWriter out, Way way) {
        out.put(way.lines());
        Trace trace = way.trace();
        if (trace != null) {
            out.field("traceparent", trace.parent());
        }
    }

    private static void requestLine(
            HeadWriter out, RequestHead request, @Nullable Filtering filtering) {
        out.reset().put(request.method()).put(" ");
        byte[] target = filtering == null ? null : filtering.target.of(request);
        if (target == null) {
            target(out, request);
        } else {
            out.put(target);
        }
        out.put(HTTP_1_1);
        if (filtering != null && !filtering.host.isEmpty()) {
            out.field("Host", filtering.host);
        } else if (!request.authority().isEmpty()) {
            out.field("Host", request.authority());
        } else {
            out.put("Host:").endLine();
        }
    }

    private static void target(HeadWriter out, RequestHead request) {
        byte[] bytes = request.head().bytes();
        boolean hasPath = request.targetTo() > request.targetFrom();
        if (!hasPath || bytes[request.targetFrom()] == '?') {
            out.put(!hasPath && request.method().equals("OPTIONS") ? "*" : "/");
        }
        out.put(bytes, request.targetFrom(), request.targetTo());
    }

    /// Each program on the way of an OPTIONS request counts down (RFC 9110 section 7.6.2).
    private static void maxForwards(HeadWriter out, RequestHead request, int index) {
        if (request.maxForwards() == Integer.MAX_VALUE) {
            endToEnd(out, request, index);
        } else {
            out.put("Max-Forwards: ").number(request.maxForwards() - 1).endLine();
        }
    }

    private static void endToEnd(HeadWriter out, RequestHead request, int index) {
        if (!request.isNominated(index)) {
            out.field(request.head(), index);
        }
    }

    private static void requestFraming(HeadWriter out, RequestHead request) {
        if (request.takesTrailers()) {
            out.put(TRAILERS);
        }
        if (request.isChunked()) {
            out.put(CHUNKED);
        } else if (request.contentLength() >= 0) {
            out.put("Content-Length: ").number(request.contentLength()).endLine();
        }
        if (request.isUpgrade()) {
            out.put(UPGRADE).field(request.head(), request.upgradeField());
        }
        out.endLine();
    }

    /// The head of the final answer that a client gets; it `closes` when the connection ends after it.
    static void response(
            HeadWriter out,
            ResponseHead response,
            Style style,
            Framing framing,
            boolean closes,
            boolean isHttp10) {
        statusLine(out, response);
        Filtering.Dress dress = style.dress();
        if (!fields(out, response, dress == null ? Edits.NONE : dress.edits(), isHttp10)) {
            out.put(style.date().now());
        }
        if (dress != null) {
            out.put(dress.edits().lines);
            Edits.write(dress.more(), out);
        }
        out.put(style.arm().header).put(style.cookie());
        if (style.isRescued()) {
            out.put(RESCUED);
        }
        switch (framing) {
            case CHUNKED -> out.put(CHUNKED);
            case AS_IS -> {
                boolean isRecoded = dress != null && dress.isRecoded();
                if (response.contentLength() >= 0 && !isRecoded) {
                    out.put("Content-Length: ").number(response.contentLength()).endLine();
                }
            }
            case UNTIL_CLOSE -> {}
        }
        if (closes) {
            out.put(CLOSE);
        } else if (isHttp10) {
            out.put(KEEP_ALIVE);
        }
        // 426 must say to what (RFC 9110 section 15.5.22)
        if (response.status() == UPGRADE_REQUIRED && response.upgradeField() >= 0) {
            out.put(UPGRADE).field(response.head(), response.upgradeField());
        }
        out.endLine();
    }

    /// 100 Continue, 103 Early Hints and the like.
    static void interim(HeadWriter out, ResponseHead response) {
        statusLine(out, response);
        fields(out, response, Edits.NONE, false);
        out.endLine();
    }

    /// 101 Switching Protocols.
    static void switching(HeadWriter out, ResponseHead response, Arm arm) {
        statusLine(out, response);
        fields(out, response, Edits.NONE, false);
        out.put(arm.header).put(UPGRADE);
        out.field(response.head(), response.upgradeField()).endLine();
    }

    private static void statusLine(HeadWriter out, ResponseHead response) {
        byte[] bytes = response.head().bytes();
        out.reset().put(STATUS_LINE).put(bytes, ResponseHead.STATUS_FROM, ResponseHead.STATUS_TO);
        out.put(" ").put(bytes, response.reasonFrom(), response.reasonTo()).endLine();
    }

    /// Whether there was a Date among them. A client of HTTP/1.0 gets no chunks, so no trailers to announce.
    private static boolean fields(
            HeadWriter out, ResponseHead response, Edits edits, boolean isHttp10) {
        HeadBuffer head = response.head();
        boolean hasDate = false;
        for (int i = 0; i < head.count(); i++) {
            Field field = head.field(i);
            boolean isOurs = field == Field.PENSTOCK_VERSION || field == Field.PENSTOCK_RESCUED;
            if (!isOurs
                    && !field.isHopByHop()
                    && !response.isNominated(i)
                    && !(isHttp10 && field == Field.TRAILER)
                    && !edits.drops(head, i)) {
                out.field(head, i);
                hasDate |= field == Field.DATE;
            }
        }
        return hasDate;
    }

    /// The answer to an OPTIONS request that is meant for the gateway itself (RFC 9110 sections 7.6.2, 9.3.7).
    static void options(HeadWriter out, DateLine date, boolean closes) {
        out.reset().put("HTTP/1.1 204 No Content\r\n").put(ALLOW).put(date.now());
        if (closes) {
            out.put(CLOSE);
        }
        out.endLine();
    }

    /// The head of an answer of the gateway itself (RFC 9457).
    static void problem(
            HeadWriter out, Problem problem, DateLine date, boolean closes, int bodyLength) {
        out.reset()
                .put("HTTP/1.1 ")
                .number(problem.status())
                .put(" ")
                .put(problem.title())
                .endLine();
        if (!problem.isBare()) {
            out.field("Content-Type", problem.contentType());
        }
        if (problem.status() != NO_CONTENT) {
            out.put("Content-Length: ").number(bodyLength).endLine();
        }
        if (!problem.isBare()) {
            out.field("Cache-Control", "no-store");
        }
        Edits.write(problem.fields(), out);
        if (problem.retryAfter() > 0) {
            out.put("Retry-After: ").number(problem.retryAfter()).endLine();
        }
        if (problem.status() == METHOD_NOT_ALLOWED) {
            out.put(ALLOW);
        }
        out.put(date.now());
        if (closes) {
            out.put(CLOSE);
        }
        out.endLine();
    }
}
