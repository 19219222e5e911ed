package io.dengine.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdminAnswerTest {
    @Test
    void whatOneNodeWritesAnotherReads() throws Exception {
        String member = "{\"id\":4,\"address\":\"h:4\",\"role\":\"promotable\",\"new\":{}}";
        AdminAnswer answer = AdminAnswer.parse("{\"ok\":true,\"leader\":{\"id\":1,\"x\":[1]},\"cluster_id\":\"ab\","
                + "\"configuration_index\":9,\"members\":[" + member + "]}");
        assertThat(answer)
                .isEqualTo(new AdminAnswer(
                        "ab", new Configuration(9, List.of(new Member(4, "h:4", 0, Member.Role.PROMOTABLE)))));
        assertThat(AdminAnswer.parseRefusal("{\"code\":\"JOIN_ERROR\",\"message\":\"no\"}")
                        .refusal())
                .isEqualTo(Refusal.UNSAFE_CHANGE);
        assertThat(AdminAnswer.parseRefusal("{\"code\":\"CONNECTION_TIMEOUT\",\"message\":\"no\"}")
                        .refusal())
                .isEqualTo(Refusal.OUTCOME_UNKNOWN);
    }
}
