package io.dengine.server.http;

import io.dengine.bytes.Bytes;

/**
 * A complete answer.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param allow the methods to name in an Allow header, or empty for none
 */
public record HttpReply(int status, String contentType, Bytes body, String allow) {
    /** The media type of JSON. */
    public static final String JSON = "application/json";

    public static HttpReply json(int status, Bytes body) {
        return new HttpReply(status, JSON, body, "");
    }
}
