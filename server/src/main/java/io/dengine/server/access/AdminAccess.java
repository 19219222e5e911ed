package io.dengine.server.access;

import io.dengine.bytes.Bytes;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may send operators' requests: membership changes, leadership transfers, backups, snapshots. Each such
 * request is reported to the listener together with the address of its caller. Safe for use by any thread.
 */
public final class AdminAccess {
    private static final String SCHEME = "Bearer ";

    /** The callers whose requests are accepted. */
    public enum Mode {
        /** Accepts callers on this machine, and others only with the token. */
        LOOPBACK,
        /** Accepts callers from everywhere, but only with the token if there is one. */
        ALL,
        /** Accepts no caller. */
        OFF
    }

    /** A listener for operators' requests. */
    public interface Listener {
        /** A listener that does nothing. */
        Listener NONE = new Listener() {};

        /** Reports that the request is accepted and will be executed. */
        default void admitted(String request, String caller) {}

        /** Reports that the request is refused. */
        default void refused(String request, String caller) {}
    }

    /** The names, in lower case, of the headers in which proxies name the client that they forward for. */
    public static final List<String> PASSED_ON = List.of("forwarded", "x-forwarded-for");

    /**
     * The caller of a request.
     *
     * @param address the remote address of the connection
     * @param passedOn whether a header says that a proxy forwards the request for another client
     * @param authorization the Authorization header, or null if there is none
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

    /** @param token the token that proves the right to ask, or null for none */
    public AdminAccess(Mode mode, @Nullable Bytes token, Listener listener) {
        this.mode = mode;
        this.token = token;
        this.listener = listener;
    }

    /** Returns an access that accepts every caller, for programs that control who their clients are. */
    public static AdminAccess open() {
        return new AdminAccess(Mode.ALL, null, Listener.NONE);
    }

    /**
     * Returns the reason why {@code caller} may not ask for {@code request}, or null if it may. Reports it to the
     * listener.
     */
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
