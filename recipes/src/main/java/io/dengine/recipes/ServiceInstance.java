package io.dengine.recipes;

import io.dengine.bytes.Bytes;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One process that offers a service.
 *
 * @param service the name of the service; not empty, without {@code /}
 * @param id distinguishes instances of the same service; not empty, without {@code /}
 * @param address where clients reach the instance, in any form that they understand
 * @param attributes further information, such as a version or a zone; sorted and unmodifiable; the name {@code address}
 *     is reserved
 */
public record ServiceInstance(String service, String id, String address, Map<String, String> attributes) {
    private static final String ADDRESS = "address";

    public ServiceInstance {
        check("service", service);
        check("id", id);
        if (attributes.containsKey(ADDRESS)) {
            throw new IllegalArgumentException("an attribute cannot be called \"address\": there is one already");
        }
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** Returns an instance without attributes. */
    public static ServiceInstance of(String service, String id, String address) {
        return new ServiceInstance(service, id, address, Map.of());
    }

    /** Returns a copy with one more attribute; an attribute of the same name is replaced. */
    public ServiceInstance with(String attribute, String value) {
        Map<String, String> more = new TreeMap<>(attributes);
        more.put(attribute, value);
        return new ServiceInstance(service, id, address, more);
    }

    private static void check(String what, String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "the " + what + " of an instance must be neither empty nor contain a slash: \"" + name + "\"");
        }
    }

    /** Encodes this as a URL-encoded form, which any language can read: {@code address=10.0.0.7%3A80&zone=b}. */
    Bytes encode() {
        StringBuilder text = new StringBuilder(ADDRESS).append('=').append(encoded(address));
        attributes.forEach((name, value) ->
                text.append('&').append(encoded(name)).append('=').append(encoded(value)));
        return Bytes.utf8(text.toString());
    }

    /**
     * Decodes the output of {@link #encode}.
     *
     * @throws IllegalArgumentException if the value is not such a form
     */
    static ServiceInstance decode(String service, String id, Bytes value) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : value.toUtf8().split("&")) {
            int end = field.indexOf('=');
            if (end < 0) {
                throw new IllegalArgumentException("a field without a value: " + field);
            }
            fields.put(decoded(field.substring(0, end)), decoded(field.substring(end + 1)));
        }
        String address = fields.remove(ADDRESS);
        if (address == null) {
            throw new IllegalArgumentException("no address");
        }
        return new ServiceInstance(service, id, address, fields);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
