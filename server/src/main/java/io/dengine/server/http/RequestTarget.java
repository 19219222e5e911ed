package io.dengine.server.http;

import org.jspecify.annotations.Nullable;

/**
 * The target of a request: a path, or a whole address, as clients send it to a proxy (RFC 9112, 3.2.2).
 *
 * @param authority the host and port for which the request is meant, whatever its header Host says; null if the target
 *     does not name them
 * @param path the path as sent, without the query
 * @param query the query as sent, without the question mark; empty if there is none
 */
record RequestTarget(@Nullable String authority, String path, String query) {
    private static final String[] SCHEMES = {"http://", "https://"};

    static RequestTarget of(String text) {
        for (String scheme : SCHEMES) {
            if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
                int end = scheme.length();
                while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                String rest = text.substring(end);
                return of(text.substring(scheme.length(), end), rest.startsWith("/") ? rest : "/" + rest);
            }
        }
        return of(null, text);
    }

    private static RequestTarget of(@Nullable String authority, String text) {
        int start = text.indexOf('?');
        int end = text.indexOf('#', Math.max(start, 0));
        return start < 0
                ? new RequestTarget(authority, text, "")
                : new RequestTarget(
                        authority, text.substring(0, start), text.substring(start + 1, end < 0 ? text.length() : end));
    }

    /** Returns whether the target, if it is a whole address, names a host, and nothing but a host and a port. */
    boolean isHostNamed() {
        return authority == null || !authority.isEmpty() && !authority.startsWith(":") && authority.indexOf('@') < 0;
    }
}
