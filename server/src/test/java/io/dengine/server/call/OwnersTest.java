package io.dengine.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** For whom sessions and leases of a connection count. */
class OwnersTest {
    private static long from(String address, int port) throws UnknownHostException {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName(address), port);
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return remote;
            }
        };
        return Owners.of(channel);
    }

    @Test
    void connections_of_one_host_count_for_one_owner() throws UnknownHostException {
        assertThat(from("10.0.0.1", 1)).isEqualTo(from("10.0.0.1", 2)).isPositive();
        assertThat(from("10.0.0.1", 1)).isNotEqualTo(from("10.0.0.2", 1));
    }

    @Test
    void a_host_does_not_become_many_by_choosing_addresses_of_its_network() throws UnknownHostException {
        assertThat(from("2001:db8:1:2::1", 1)).isEqualTo(from("2001:db8:1:2:ffff::9", 1));
        assertThat(from("2001:db8:1:2::1", 1)).isNotEqualTo(from("2001:db8:1:3::1", 1));
    }
}
