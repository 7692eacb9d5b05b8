package penstock.gateway.proxy;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
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

    /// What the gateway adds to a final answer; `lines` are whole header lines or empty.
    record Style(Arm arm, String lines, boolean isRescued) {}

    private static final byte[] HTTP_1_1 = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\n");
    private static final byte[] SHADOW = Ascii.bytes("Penstock-Shadow: true\r\n");
    private static final byte[] RESCUED = Ascii.bytes("Penstock-Rescued: true\r\n");

    private Heads() {}

    /// The head that an instance gets. What a client said about the way it came is no part of it but for `way`.
    /// Only the gateway itself says that a request is a shadow.
    static void request(
            HeadWriter out, RequestHead request, Way way, String newRequestId, boolean isShadow) {
        HeadBuffer head = request.head();
        requestLine(out, request);
        boolean hasId = false;
        for (int i = 0; i < head.count(); i++) {
            switch (head.field(i)) {
                case CONNECTION,
                        CONTENT_LENGTH,
                        FORWARDED,
                        HOST,
                        KEEP_ALIVE,
                        LOOKALIKE,
                        PENSTOCK_SHADOW,
                        PROXY,
                        PROXY_CONNECTION,
                        TRANSFER_ENCODING -> {}
                case UPGRADE,
                        X_FORWARDED,
                        X_FORWARDED_FOR,
                        X_FORWARDED_HOST,
                        X_FORWARDED_PROTO,
                        X_REAL_IP -> {}
                case TE -> trailersWelcome(out, head, i);
                case X_REQUEST_ID -> {
                    if (!hasId) {
                        hasId = true;
                        out.field(head, i);
                    }
                }
                case TRACEPARENT -> {
                    if (way.trace() == null) {
                        endToEnd(out, request, i);
                    }
                }
                case TRACESTATE -> {
                    if (way.trace() == null || !way.trace().isFresh()) {
                        endToEnd(out, request, i);
                    }
                }
                case EXPECT -> {
                    if (request.expectsContinue() && request.hasBody()) {
                        out.field(head, i);
                    }
                }
                case OTHER, COOKIE, TRAILER, PENSTOCK_RESCUED, PENSTOCK_VERSION ->
                        endToEnd(out, request, i);
            }
        }
        way(out, way);
        if (!hasId) {
            out.field("X-Request-Id", newRequestId);
        }
        if (isShadow) {
            out.put(SHADOW);
        }
        requestFraming(out, request);
    }

    private static void way(HeadWriter out, Way way) {
        out.field("X-Forwarded-For", way.forwardedFor());
        if (!way.forwardedHost().isEmpty()) {
            out.field("X-Forwarded-Host", way.forwardedHost());
        }
        out.field("X-Forwarded-Proto", way.forwardedProto());
        out.field("Forwarded", way.forwarded());
        Trace trace = way.trace();
        if (trace != null) {
            out.field("traceparent", trace.parent());
        }
    }

    private static void requestLine(HeadWriter out, RequestHead request) {
        out.reset().put(request.method()).put(" ");
        target(out, request);
        out.put(HTTP_1_1);
        if (!request.authority().isEmpty()) {
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

    private static void trailersWelcome(HeadWriter out, HeadBuffer head, int index) {
        if (head.value(index).equalsIgnoreCase("trailers")) {
            out.put("TE: trailers\r\nConnection: TE\r\n");
        }
    }

    private static void endToEnd(HeadWriter out, RequestHead request, int index) {
        if (!request.isNominated(index)) {
            out.field(request.head(), index);
        }
    }

    private static void requestFraming(HeadWriter out, RequestHead request) {
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
        fields(out, response);
        out.put(style.arm().header).put(style.lines());
        if (style.isRescued()) {
            out.put(RESCUED);
        }
        switch (framing) {
            case CHUNKED -> out.put(CHUNKED);
            case AS_IS -> {
                if (response.contentLength() >= 0) {
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
        out.endLine();
    }

    /// 100 Continue, 103 Early Hints and the like.
    static void interim(HeadWriter out, ResponseHead response) {
        statusLine(out, response);
        fields(out, response);
        out.endLine();
    }

    /// 101 Switching Protocols.
    static void switching(HeadWriter out, ResponseHead response, Arm arm) {
        statusLine(out, response);
        fields(out, response);
        out.put(arm.header).put(UPGRADE);
        out.field(response.head(), response.upgradeField()).endLine();
    }

    private static void statusLine(HeadWriter out, ResponseHead response) {
        out.reset().put("HTTP/1.1 ").number(response.status()).put(" ");
        out.put(response.head().bytes(), response.reasonFrom(), response.reasonTo()).endLine();
    }

    private static void fields(HeadWriter out, ResponseHead response) {
        HeadBuffer head = response.head();
        for (int i = 0; i < head.count(); i++) {
            Field field = head.field(i);
            boolean isOurs = field == Field.PENSTOCK_VERSION || field == Field.PENSTOCK_RESCUED;
            if (!isOurs && !field.isHopByHop() && !response.isNominated(i)) {
                out.field(head, i);
            }
        }
    }

    /// The head of an answer of the gateway itself (RFC 9457).
    static void problem(HeadWriter out, Problem problem, int bodyLength, boolean closes) {
        out.reset()
                .put("HTTP/1.1 ")
                .number(problem.status())
                .put(" ")
                .put(problem.title())
                .endLine();
        out.field("Content-Type", problem.contentType());
        out.put("Content-Length: ").number(bodyLength).endLine();
        out.field("Cache-Control", "no-store");
        if (problem.retryAfter() > 0) {
            out.put("Retry-After: ").number(problem.retryAfter()).endLine();
        }
        out.put(problem.lines());
        out.field(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        if (closes) {
            out.put(CLOSE);
        }
        out.endLine();
    }
}
