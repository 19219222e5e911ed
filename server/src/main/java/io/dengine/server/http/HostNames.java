package io.dengine.server.http;

import io.dengine.core.membership.Member;
import io.dengine.node.NodeOperations;
import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a request was meant for this node, and not sent by a foreign web page.
 *
 * <p>A page can make a browser send requests to any address, and to any name that the page's author points there. It
 * can hide neither its origin nor the name from the browser, so both must belong to the node.
 */
public final class HostNames {
    private static final String ANY = "*";

    private final Set<String> allowed;
    private final NodeOperations node;

    /** @param allowed names in lower case besides addresses, localhost and the members' hosts; {@code *} for all */
    public HostNames(Set<String> allowed, NodeOperations node) {
        this.allowed = Set.copyOf(allowed);
        this.node = node;
    }

    /** Returns the reply that refuses the request, or null to accept it. */
    public @Nullable HttpReply objection(HttpExchange exchange) {
        String host = exchange.host();
        if (host == null) {
            host = "localhost"; // HTTP/1.0, which no browser speaks
        }
        String origin = exchange.header("Origin");
        String site = exchange.header("Sec-Fetch-Site");
        boolean foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
        if (foreignSite || origin != null && !isOrigin(origin, host)) {
            return JsonError.reply(
                    403,
                    "INVALID_REQUEST",
                    "a web page of another origin has sent this request, which this node does not answer; nothing was"
                            + " changed");
        }
        // A client that encrypts has checked the name against the certificate.
        if (!exchange.isEncrypted() && !isOwn(nameOf(host))) {
            return JsonError.reply(
                    421,
                    "INVALID_REQUEST",
                    "this node does not know itself by the host name of the request; nothing was changed. Use its"
                            + " address, or add the name to server.allowed_hosts");
        }
        return null;
    }

    private static boolean isOrigin(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    private boolean isOwn(String name) {
        return name.equals("localhost")
                || NetUtil.isValidIpV4Address(name)
                || NetUtil.isValidIpV6Address(name)
                || allowed.contains(name)
                || allowed.contains(ANY)
                || isMember(name);
    }

    private boolean isMember(String name) {
        for (Member member : node.configuration().members()) {
            if (nameOf(member.address()).equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the name in lower case, without the port and the brackets of IPv6. */
    private static String nameOf(String hostAndPort) {
        String text = hostAndPort.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? "" : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
