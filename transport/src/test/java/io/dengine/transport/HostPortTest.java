package io.dengine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9081", "node-1.example:1", "[::1]:20102", "localhost:65535", "0.0.0.0:9081"})
    void whatCanBeDialledIsReadAndWrittenAlike(String address) {
        assertThat(HostPort.parseDialled(address)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::1:20102",
                "9081",
                ":9081",
                "host:",
                "host",
                "host:0",
                "host:65536",
                "host:-1",
                "host:123456",
                "host:9o81",
                "[::1]",
                "[host]:1",
                "[::1:1",
                "a b:1",
                "user@host:1",
                "http://host:1",
                "host/x:1",
                "h\u00f6st:1",
                "host\n:1",
                ""
            })
    void whatCannotIsRefused(String address) {
        assertThatThrownBy(() -> HostPort.parseDialled(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAddressOfIpv6WithoutBracketsIsExplained() {
        assertThatThrownBy(() -> HostPort.parseDialled("::1:20102")).hasMessageContaining("write [::1:20102]:port");
    }

    @Test
    void anAddressToListenOnEverywhereIsDialledOnThisMachine() {
        assertThat(HostPort.parse("0.0.0.0:9081").dialledHost()).isEqualTo("127.0.0.1");
        assertThat(HostPort.parse("[::]:0").dialledHost()).isEqualTo("::1");
    }
}
