package io.dengine.client.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void names_and_numbers_are_read_and_written() {
        for (String text : new String[] {"localhost:9081", "10.0.0.1:1", "[::1]:65535", "node-1.example:80"}) {
            assertThat(Endpoint.parse(text)).hasToString(text);
        }
        assertThat(Endpoint.parse(" a:1 ")).isEqualTo(new Endpoint("a", 1));
        assertThat(Endpoint.parse("[::1]:2").host()).isEqualTo("::1");
    }

    @Test
    void anything_else_is_refused_with_what_was_expected() {
        for (String text : new String[] {
            "", "a", "a:", ":1", "a:0", "a:65536", "a:1x", "::1:2", "[::1]", "http://a:1", "a b:1", "a:-1", "u@a:1"
        }) {
            assertThatThrownBy(() -> Endpoint.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("write host:port");
        }
    }

    @Test
    void an_address_to_listen_on_says_nothing_of_where_a_node_is() {
        assertThat(Endpoint.parse("0.0.0.0:1").isEverywhere()).isTrue();
        assertThat(Endpoint.parse("[::]:1").isEverywhere()).isTrue();
        assertThat(Endpoint.parse("127.0.0.1:1").isEverywhere()).isFalse();
    }
}
