package io.dengine.server.http;

import java.util.List;

/**
 * The arguments that a route reads, and the place where a client sends them. A route can read no other ones, so this
 * list is complete.
 *
 * @param names of fields and of parameters of a query, with {@code ..._base64} where bytes may be sent in base64
 * @param headers the names of headers that the route reads
 */
record Parameters(Place place, List<String> names, List<String> headers) {
    /** The place where a client sends the arguments. */
    enum Place {
        /** There are none. */
        NOWHERE,
        /** There are none, and whatever is sent is ignored. */
        IGNORED,
        /** In the query, or as JSON in the body of a request that changes something or is too long for a query. */
        QUERY_OR_BODY,
        /** As JSON in the body. */
        BODY,
        /** As JSON in the body, which may be empty. */
        OPTIONAL_BODY
    }

    /** For routes that read nothing. */
    static final Parameters NONE = new Parameters(Place.NOWHERE);

    /**
     * For probes: load balancers add parameters of their own, such as a time against caches, or {@code verbose}, and a
     * node must not look unwell because of them.
     */
    static final Parameters OF_A_PROBE = new Parameters(Place.IGNORED);

    private Parameters(Place place, String... names) {
        this(place, List.of(names), List.of());
    }

    static Parameters queryOrBody(String... names) {
        return new Parameters(Place.QUERY_OR_BODY, names);
    }

    static Parameters body(String... names) {
        return new Parameters(Place.BODY, names);
    }

    static Parameters optionalBody(String... names) {
        return new Parameters(Place.OPTIONAL_BODY, names);
    }

    /** Returns the same names together with headers. */
    Parameters withHeaders(String... newHeaders) {
        return new Parameters(place, names, List.of(newHeaders));
    }
}
