package penstock.gateway.http;

import static penstock.gateway.http.BadMessageException.bad;

/// What the fields of a head say about the connection and the body, common to requests and answers.
final class MessageFields {

    private static final int MAX_NOMINATED = 16;

    private final HeadBuffer head;
    private final int[] nominated = new int[2 * MAX_NOMINATED];
    private int nominatedCount;

    long contentLength;
    boolean isChunked;
    boolean hasTransferEncoding;
    boolean saysClose;
    boolean saysKeepAlive;
    boolean saysUpgrade;

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
        upgrade = -1;
        upgradeOffers = 0;
        nominatedCount = 0;
        for (int i = 0; i < head.count(); i++) {
            switch (head.field(i)) {
                case CONTENT_LENGTH -> contentLength(i);
                case TRANSFER_ENCODING -> transferEncoding(i);
                case CONNECTION -> connection(i);
                case UPGRADE -> upgrade(i);
                case OTHER, COOKIE, EXPECT, FORWARDED, HOST, KEEP_ALIVE, LOOKALIKE -> {}
                case PENSTOCK_RESCUED,
                        PENSTOCK_SHADOW,
                        PENSTOCK_VERSION,
                        PROXY,
                        PROXY_CONNECTION,
                        TE,
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
        if (!Ascii.equalsLower(
                head.bytes(), head.valueFrom(index), head.valueTo(index), "chunked")) {
            throw bad("a Transfer-Encoding other than chunked");
        }
        isChunked = true;
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
        for (int n = 0; n < nominatedCount; n++) {
            int from = nominated[n * 2];
            int to = nominated[n * 2 + 1];
            if (sameName(from, to, head.nameFrom(index), head.nameTo(index))) {
                return true;
            }
        }
        return false;
    }

    private boolean sameName(int from, int to, int otherFrom, int otherTo) {
        if (to - from != otherTo - otherFrom) {
            return false;
        }
        byte[] bytes = head.bytes();
        for (int i = 0; i < to - from; i++) {
            if (Ascii.lower(bytes[from + i]) != Ascii.lower(bytes[otherFrom + i])) {
                return false;
            }
        }
        return true;
    }

    boolean keepsAlive(int minorVersion) {
        return !saysClose && (minorVersion >= 1 || saysKeepAlive);
    }
}
