package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadCheckTest {
    @Test
    void a_lack_of_memory_has_the_status_of_its_code() {
        HttpReply reply = HeadCheck.NO_ROOM.reply();
        assertThat(reply.body().toUtf8()).contains("RATE_LIMITED");
        assertThat(reply.status()).isEqualTo(ErrorCode.RATE_LIMITED.httpStatus());
    }
}
