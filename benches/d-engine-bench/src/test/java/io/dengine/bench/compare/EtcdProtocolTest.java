package io.dengine.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

/** Compares with bytes written by hand from etcd's published field numbers. */
class EtcdProtocolTest {
    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void requestsHaveTheirFields() {
        assertThat(EtcdProtocol.put(Bytes.utf8("k"), Bytes.utf8("v"))).containsExactly(10, 1, 'k', 18, 1, 'v');
        assertThat(EtcdProtocol.range(Bytes.utf8("k"), false)).containsExactly(10, 1, 'k');
        assertThat(EtcdProtocol.range(Bytes.utf8("k"), true)).containsExactly(10, 1, 'k', 56, 1);
    }

    @Test
    void anAnswerWithoutAKeyIsNoticed() {
        byte[] header = bytes(10, 2, 16, 5);
        assertThat(EtcdProtocol.PUT.parseResponse(new ByteArrayInputStream(header)))
                .isTrue();
        assertThat(EtcdProtocol.RANGE.parseResponse(new ByteArrayInputStream(header)))
                .isFalse();
        byte[] withKey = bytes(10, 2, 16, 5, 18, 3, 10, 1, 'k', 32, 1);
        assertThat(EtcdProtocol.RANGE.parseResponse(new ByteArrayInputStream(withKey)))
                .isTrue();
    }

    @Test
    void aStatusSaysWhoLeads() {
        byte[] status = bytes(10, 2, 16, 5, 18, 1, '3', 24, 9, 32, 7);
        assertThat(EtcdProtocol.STATUS.parseResponse(new ByteArrayInputStream(status)))
                .isEqualTo(new EtcdProtocol.Status(5, 7));
    }
}
