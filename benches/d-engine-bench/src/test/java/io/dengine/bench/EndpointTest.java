package io.dengine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void isReadWithAndWithoutScheme() {
        assertThat(Endpoint.parse("http://127.0.0.1:9081/")).isEqualTo(new Endpoint("127.0.0.1", 9081));
        assertThat(Endpoint.parse("node-1:80")).isEqualTo(new Endpoint("node-1", 80));
        assertThat(Endpoint.parse("[::1]:9081")).isEqualTo(new Endpoint("::1", 9081));
    }

    @Test
    void anythingElseIsRefused() {
        for (String text : new String[] {"", "host", "host:", "host:0", "host:70000", ":80", "host:port"}) {
            assertThatThrownBy(() -> Endpoint.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAddressOfAllInterfacesIsReachedWhereTheAskedNodeIs() {
        Endpoint asked = new Endpoint("10.0.0.7", 9081);
        assertThat(Endpoint.parse("0.0.0.0:9082").reachableFrom(asked)).isEqualTo(new Endpoint("10.0.0.7", 9082));
        assertThat(Endpoint.parse("10.0.0.8:9082").reachableFrom(asked)).isEqualTo(new Endpoint("10.0.0.8", 9082));
    }
}
