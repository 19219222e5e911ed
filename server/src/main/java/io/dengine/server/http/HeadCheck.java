package io.dengine.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the head of a request before any of it is used. */
final class HeadCheck {
    private final HttpLimits limits;

    HeadCheck(HttpLimits limits) {
        this.limits = limits;
    }

    /** A reason to refuse a request, with its HTTP status. */
    record Refused(int status, ErrorCode code, String message) {
        Refused(int status, String message) {
            this(status, ErrorCode.INVALID_REQUEST, message);
        }

        HttpReply reply() {
            return JsonError.reply(status, code.name(), message);
        }
    }

    static final Refused LATE =
            new Refused(408, ErrorCode.CONNECTION_TIMEOUT, "the body did not arrive in time; nothing was changed");

    static final Refused NO_ROOM = new Refused(
            ErrorCode.RATE_LIMITED.httpStatus(),
            ErrorCode.RATE_LIMITED,
            "this node has no memory left for requests of this size; nothing was changed, try again later");

    /** Returns the reason why a part of a request cannot be decoded, or null if it can. */
    @Nullable
    Refused undecoded(HttpObject part) {
        if (part.decoderResult().isSuccess()) {
            return null;
        }
        Throwable cause = part.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            return new Refused(414, "the request line is longer than " + limits.maxRequestLineBytes() + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refused(431, "the header is longer than " + limits.maxHeaderBytes() + " bytes");
        }
        return malformed();
    }

    static Refused malformed() {
        return new Refused(400, "this is not a request of HTTP/1.1");
    }

    /** Returns the reason to refuse a request whose head was decoded, or null to accept it. */
    @Nullable
    Refused objection(HttpRequest head) {
        HttpHeaders headers = head.headers();
        HttpVersion version = head.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return malformed();
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || hosts.isEmpty() && version.equals(HttpVersion.HTTP_1_1)) {
            return new Refused(400, "the header Host has to be there, and once");
        }
        if (!RequestTarget.of(head.uri()).isHostNamed()) {
            return new Refused(400, "the target of the request has to name a host, and no user");
        }
        if (!isFramedOnce(headers, version)) {
            return new Refused(400, "where the body ends must be said once: by a Content-Length, or by chunks");
        }
        if (HttpUtil.getContentLength(head, 0L) > limits.maxBodyBytes()) {
            return tooLarge();
        }
        return headers.contains(HttpHeaderNames.EXPECT) && !HttpUtil.is100ContinueExpected(head)
                ? new Refused(417, "the only expectation that is understood is 100-continue")
                : null;
    }

    private static boolean isFramedOnce(HttpHeaders headers, HttpVersion version) {
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (encodings.isEmpty()) {
            return lengths.isEmpty() || lengths.size() == 1 && isNumber(lengths.get(0));
        }
        return lengths.isEmpty()
                && encodings.size() == 1
                && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encodings.get(0))
                && version.equals(HttpVersion.HTTP_1_1);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    Refused tooLarge() {
        return new Refused(413, "the body is longer than " + limits.maxBodyBytes() + " bytes; nothing was changed");
    }
}
