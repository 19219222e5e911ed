package io.dengine.transport;

import static io.dengine.transport.Peers.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.transport.Peers.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PeerNetworksTest {
    private static InetSocketAddress at(String address) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), 9081);
    }

    @Test
    void theFirstBitsOfAnAddressDecide() throws Exception {
        PeerNetworks networks = PeerNetworks.of(List.of("10.1.0.0/16", "192.168.7.3", "fd00::/8"));
        assertThat(networks.contains(at("10.1.255.1"))).isTrue();
        assertThat(networks.contains(at("10.2.0.1"))).isFalse();
        assertThat(networks.contains(at("192.168.7.3"))).isTrue();
        assertThat(networks.contains(at("192.168.7.4"))).isFalse();
        assertThat(networks.contains(at("fdff::1"))).isTrue();
        assertThat(networks.contains(at("fe80::1"))).isFalse();
    }

    @Test
    void withoutNetworksEveryAddressIsAccepted() throws Exception {
        assertThat(PeerNetworks.ALL.contains(at("8.8.8.8"))).isTrue();
        assertThat(PeerNetworks.of(List.of())).isSameAs(PeerNetworks.ALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "node1", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/8/8", "fd00::/129"
            })
    void whatIsNotANetworkIsRejected(String text) {
        assertThatThrownBy(() -> PeerNetworks.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a network");
    }

    @Test
    void helloAndQuestionFromAnotherNetworkAreRefusedWithTheNameOfTheNetworks() throws Exception {
        PeerTrust trust = Peers.CONFIG.trust().withNetworks(PeerNetworks.of(List.of("10.0.0.0/8")));
        try (Peers peers = new Peers()) {
            Peer one = peers.peer(1, CLUSTER, 0, 0, Peers.CONFIG.withTrust(trust));
            List<Handshake> beginnings = List.of(
                    new Handshake.Hello(
                            PeerCodec.VERSION, new PeerIdentity(CLUSTER, 2, 0, "127.0.0.1:1"), 1, new Nonce(1, 2)),
                    new Handshake.Question(1, Bytes.utf8("may I join?"), Bytes.EMPTY));
            for (Handshake beginning : beginnings) {
                try (RawConnection other = RawConnection.dial(one.listener.port())) {
                    other.say(beginning);
                    assertThat(other.hear(Handshake.Refused.class).reason())
                            .contains("only from 10.0.0.0/8 (peer_networks), not from /127.0.0.1");
                }
            }
            assertThat(one.identities).isEmpty();
        }
    }
}
