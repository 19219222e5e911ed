package io.dengine.server.api;

import io.dengine.bytes.Bytes;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask for what operators ask: changes of members, hand-overs, backups, snapshots. Each request of that kind is
 * noted, with where it came from. Safe for use by any thread.
 */
public final class AdminAccess {
    private static final String SCHEME = "Bearer ";

    /** Whose requests are taken. */
    public enum Mode {
        /** Those from this machine; from elsewhere only with the token. */
        LOOPBACK,
        /** Those from everywhere; only with the token, if there is one. */
        ALL,
        /** None. */
        OFF
    }

    /** Is told of each request. */
    public interface Listener {
        /** Nobody wants to know. */
        Listener NONE = new Listener() {};

        /** It is carried out. */
        default void admitted(String request, String caller) {}

        /** It is refused. */
        default void refused(String request, String caller) {}
    }

    /** The names of the headers in which proxies say for whom they ask, in lower case. */
    public static final List<String> PASSED_ON = List.of("forwarded", "x-forwarded-for");

    /**
     * Who asks.
     *
     * @param address of the connection
     * @param passedOn whether something in between says that it asks for somebody else
     * @param authorization what was sent to prove the right to ask, or null
     */
    public record Caller(
            SocketAddress address,
            boolean passedOn,
            @Nullable String authorization) {
        boolean isLocal() {
            return !passedOn
                    && address instanceof InetSocketAddress internet
                    && internet.getAddress() != null
                    && internet.getAddress().isLoopbackAddress();
        }

        String name() {
            return (passedOn ? "a proxy at " : "") + String.valueOf(address).replaceFirst("^/", "");
        }
    }

    private final Mode mode;
    private final @Nullable Bytes token;
    private final Listener listener;

    /** @param token what proves the right to ask, or null for none */
    public AdminAccess(Mode mode, @Nullable Bytes token, Listener listener) {
        this.mode = mode;
        this.token = token;
        this.listener = listener;
    }

    /** Everybody may ask, for programs that know their clients. */
    public static AdminAccess open() {
        return new AdminAccess(Mode.ALL, null, Listener.NONE);
    }

    /** Why {@code caller} may not ask for {@code request}, or null if it may. */
    public @Nullable String objection(String request, Caller caller) {
        boolean admitted = switch (mode) {
            case LOOPBACK -> caller.isLocal() || hasToken(caller);
            case ALL -> token == null || hasToken(caller);
            case OFF -> false;
        };
        if (admitted) {
            listener.admitted(request, caller.name());
            return null;
        }
        listener.refused(request, caller.name());
        return "Nothing was done: " + why(caller);
    }

    private String why(Caller caller) {
        return switch (mode) {
            case LOOPBACK ->
                "this node takes requests of operators from its own machine, and this one came from " + caller.name()
                        + ". Ask on the machine of the node; or send the token of server.admin_token_file; or set"
                        + " server.admin = \"all\" where only people whom you trust reach the port.";
            case ALL ->
                "requests of operators need the token of server.admin_token_file, as a header"
                        + " \"Authorization: Bearer TOKEN\".";
            case OFF -> "this node takes no requests of operators, since server.admin is \"off\".";
        };
    }

    private boolean hasToken(Caller caller) {
        String given = caller.authorization();
        return token != null
                && given != null
                && given.startsWith(SCHEME)
                && MessageDigest.isEqual(
                        Bytes.utf8(given.substring(SCHEME.length()).strip()).toArray(), token.toArray());
    }
}
