package io.dengine.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeAdminTest {
    @Test
    void theRolesAreThoseOfTheMembersAndNotOfTheNodeThatAnswers() {
        String answer = "{\"node_id\":3,\"role\":\"leader\",\"leader\":{\"id\":3,\"address\":\"a:1\"},\"members\":["
                + "{\"id\":3,\"address\":\"a:1\",\"role\":\"voter\"},"
                + "{\"id\":4,\"address\":\"b:2\",\"role\":\"promotable\"}]}";
        assertThat(NodeAdmin.roles(answer)).isEqualTo(Map.of(3, "voter", 4, "promotable"));
        assertThat(NodeAdmin.roles("")).isEmpty();
    }
}
