package io.dengine.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.server.access.AdminAccess.Caller;
import io.dengine.server.access.AdminAccess.Mode;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdminAccessTest {
    private static final Bytes TOKEN = Bytes.utf8("0123456789abcdef");
    private static final String SHOWN = "Bearer 0123456789abcdef";

    private final List<String> lines = new ArrayList<>();

    private AdminAccess access(Mode mode, @Nullable Bytes token) {
        return new AdminAccess(mode, token, new AdminAccess.Listener() {
            @Override
            public void admitted(String request, String caller) {
                lines.add(caller + " did " + request);
            }

            @Override
            public void refused(String request, String caller) {
                lines.add(caller + " did not " + request);
            }
        });
    }

    private static Caller from(String host, @Nullable String authorization) {
        return new Caller(new InetSocketAddress(host, 1234), false, authorization);
    }

    private static boolean admits(AdminAccess access, Caller caller) {
        return access.objection("POST /remove", caller) == null;
    }

    @Test
    void withoutSettingsOnlyThisMachineMayAsk() {
        AdminAccess access = access(Mode.LOOPBACK, null);
        assertThat(admits(access, from("127.0.0.1", null))).isTrue();
        assertThat(admits(access, from("::1", null))).isTrue();
        assertThat(admits(access, from("10.0.0.7", null))).isFalse();
        assertThat(admits(access, from("10.0.0.7", SHOWN))).isFalse();
        Caller proxied = new Caller(new InetSocketAddress("127.0.0.1", 1), true, null);
        assertThat(access.objection("POST /remove", proxied))
                .contains("a proxy at")
                .contains("Nothing was done");
    }

    @Test
    void theTokenLetsOthersIn() {
        AdminAccess access = access(Mode.LOOPBACK, TOKEN);
        assertThat(admits(access, from("10.0.0.7", SHOWN))).isTrue();
        assertThat(admits(access, from("10.0.0.7", SHOWN + "0"))).isFalse();
        assertThat(admits(access, from("10.0.0.7", "0123456789abcdef"))).isFalse();
        assertThat(admits(access, from("127.0.0.1", null))).isTrue();
    }

    @Test
    void whereAllMayAskTheTokenIsNeededIfThereIsOne() {
        assertThat(admits(access(Mode.ALL, null), from("10.0.0.7", null))).isTrue();
        assertThat(admits(access(Mode.ALL, TOKEN), from("127.0.0.1", null))).isFalse();
        assertThat(admits(access(Mode.ALL, TOKEN), from("10.0.0.7", SHOWN))).isTrue();
        assertThat(admits(access(Mode.OFF, TOKEN), from("127.0.0.1", SHOWN))).isFalse();
    }

    @Test
    void eachRequestIsNotedWithWhereItCameFrom() {
        AdminAccess access = access(Mode.LOOPBACK, null);
        admits(access, from("127.0.0.1", null));
        admits(access, from("10.0.0.7", null));
        assertThat(lines).containsExactly("127.0.0.1:1234 did POST /remove", "10.0.0.7:1234 did not POST /remove");
    }
}
