package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

import java.util.Locale;
import java.util.regex.Pattern;

/// What the fields of a head say about the connection and the body, common to requests and answers.
final class MessageFields {

    private static final int MAX_NOMINATED = 16;
    private static final String CHUNKED = "chunked";
    private static final Pattern CODINGS_AND_CHUNKED =
            Pattern.compile("(?:[a-z0-9-]+[ \t]*,[ \t]*){1,8}chunked");

    private final HeadBuffer head;
    private final int[] nominated = new int[2 * MAX_NOMINATED];
    private int nominatedCount;

    long contentLength;
    boolean isChunked;
    boolean hasTransferEncoding;
    boolean saysClose;
    boolean saysKeepAlive;
    boolean saysUpgrade;
    boolean takesTrailers;

    /// The index of the only Upgrade field with the only protocol in it; else -1.
    int upgrade;

    private int upgradeOffers;

    MessageFields(HeadBuffer head) {
        this.head = head;
    }

    void read() throws BadMessageException {
        contentLength = -1;
        isChunked = false;
        hasTransferEncoding = false;
        saysClose = false;
        saysKeepAlive = false;
        saysUpgrade = false;
        takesTrailers = false;
        upgrade = -1;
        upgradeOffers = 0;
        nominatedCount = 0;
        for (int i = 0; i < head.count(); i++) {
            switch (head.field(i)) {
                case CONTENT_LENGTH -> contentLength(i);
                case TRANSFER_ENCODING -> transferEncoding(i);
                case CONNECTION -> connection(i);
                case UPGRADE -> upgrade(i);
                case TE -> takesTrailers |= lists(i, "trailers");
                case OTHER, CLOSE, COOKIE, DATE, EXPECT, FORWARDED, HOST, KEEP_ALIVE -> {}
                case LOOKALIKE,
                        MAX_FORWARDS,
                        PENSTOCK_RESCUED,
                        PENSTOCK_SHADOW,
                        PENSTOCK_VERSION,
                        PROXY,
                        PROXY_CONNECTION,
                        TRAILER,
                        X_FORWARDED,
                        X_FORWARDED_FOR,
                        X_FORWARDED_HOST,
                        X_FORWARDED_PROTO -> {}
                case TRACEPARENT, TRACESTATE, X_REAL_IP, X_REQUEST_ID -> {}
            }
        }
        if (contentLength >= 0 && hasTransferEncoding) {
            throw bad("both Content-Length and Transfer-Encoding");
        }
    }

    /// Only the offer of a single protocol can be passed on and its acceptance be checked.
    private void upgrade(int index) {
        upgradeOffers++;
        upgrade =
                upgradeOffers == 1
                                && Ascii.isProtocol(
                                        head.bytes(), head.valueFrom(index), head.valueTo(index))
                        ? index
                        : -1;
    }

    private void contentLength(int index) throws BadMessageException {
        if (contentLength >= 0) {
            throw bad("more than one Content-Length");
        }
        int from = head.valueFrom(index);
        int to = head.valueTo(index);
        if (from == to || to - from > 18) {
            throw bad("Content-Length is not a number of 1 to 18 digits");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            byte b = head.bytes()[i];
            if (!Ascii.isDigit(b)) {
                throw bad("Content-Length is not a number of 1 to 18 digits");
            }
            value = value * 10 + (b - '0');
        }
        contentLength = value;
    }

    private void transferEncoding(int index) throws BadMessageException {
        if (hasTransferEncoding) {
            throw bad("more than one Transfer-Encoding");
        }
        hasTransferEncoding = true;
        if (!Ascii.equalsLower(head.bytes(), head.valueFrom(index), head.valueTo(index), CHUNKED)) {
            throw codings(index);
        }
        isChunked = true;
    }

    /// Codings before chunked leave no doubt where the message ends, but are not understood here (RFC 9112 section 6.1).
    private BadMessageException codings(int index) {
        String value = head.value(index).toLowerCase(Locale.ROOT);
        return CODINGS_AND_CHUNKED.matcher(value).matches() && !value.startsWith(CHUNKED)
                ? new BadMessageException(
                        501, "not_implemented", "the only Transfer-Encoding known here is chunked")
                : bad("a Transfer-Encoding other than chunked");
    }

    /// True when the field is a list with this member; the text is in lower case.
    private boolean lists(int index, String member) {
        byte[] bytes = head.bytes();
        int to = head.valueTo(index);
        for (int from = head.valueFrom(index); from < to; ) {
            int end = from;
            while (end < to && bytes[end] != ',') {
                end++;
            }
            int last = end;
            while (last > from && Ascii.isBlank(bytes[last - 1])) {
                last--;
            }
            while (from < last && Ascii.isBlank(bytes[from])) {
                from++;
            }
            if (Ascii.equalsLower(bytes, from, last, member)) {
                return true;
            }
            from = end + 1;
        }
        return false;
    }

    private void connection(int index) throws BadMessageException {
        byte[] bytes = head.bytes();
        int to = head.valueTo(index);
        for (int from = head.valueFrom(index); from < to; ) {
            int end = from;
            while (end < to && Ascii.isToken(bytes[end])) {
                end++;
            }
            if (end == from) {
                if (bytes[from] != ',' && bytes[from] != ' ' && bytes[from] != '\t') {
                    throw bad("Connection is not a list of tokens");
                }
                from++;
                continue;
            }
            option(bytes, from, end);
            from = end;
        }
    }

    private void option(byte[] bytes, int from, int to) throws BadMessageException {
        if (Ascii.equalsLower(bytes, from, to, "close")) {
            saysClose = true;
        } else if (Ascii.equalsLower(bytes, from, to, "keep-alive")) {
            saysKeepAlive = true;
        } else if (Ascii.equalsLower(bytes, from, to, "upgrade")) {
            saysUpgrade = true;
        } else {
            if (nominatedCount == MAX_NOMINATED) {
                throw bad("Connection names more than " + MAX_NOMINATED + " fields");
            }
            nominated[nominatedCount * 2] = from;
            nominated[nominatedCount * 2 + 1] = to;
            nominatedCount++;
        }
    }

    /// True when the Connection field names this field, which then is not passed on.
    boolean isNominated(int index) {
        return isNominated(head, index);
    }

    /// The same for a field of the trailers.
    boolean isNominated(HeadBuffer lines, int index) {
        for (int n = 0; n < nominatedCount; n++) {
            int from = nominated[n * 2];
            int to = nominated[n * 2 + 1];
            if (Ascii.equalsIgnoreCase(
                    head.bytes(),
                    from,
                    to,
                    lines.bytes(),
                    lines.nameFrom(index),
                    lines.nameTo(index))) {
                return true;
            }
        }
        return false;
    }

    boolean keepsAlive(int minorVersion) {
        return !saysClose && (minorVersion >= 1 || saysKeepAlive);
    }
}
