package io.dengine.server.http;

import org.jspecify.annotations.Nullable;

/** Writes errors in their only format: {@code {"code": ..., "message": ..., "leader": {"id": ..., "address": ...}}}. */
public final class JsonError {
    private JsonError() {}

    /** @param code the name from the table of errors */
    public static HttpReply reply(int status, String code, String message) {
        return reply(status, code, message, 0, null);
    }

    static HttpReply reply(ErrorCode code, String message) {
        return reply(code.httpStatus(), code.name(), message);
    }

    /** Names the leader if it is known: {@code leaderId} is 0 if not. */
    static HttpReply reply(int status, String code, String message, int leaderId, @Nullable String leaderAddress) {
        JsonText json = new JsonText();
        json.beginObject().field("code", code).field("message", message);
        if (leaderId != 0) {
            json.beginObject("leader").field("id", leaderId);
            if (leaderAddress != null) {
                json.field("address", leaderAddress);
            }
            json.end();
        }
        return HttpReply.json(status, json.end().toBytes());
    }
}
