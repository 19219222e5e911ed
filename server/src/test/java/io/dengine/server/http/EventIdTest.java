package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client that reconnects says of where it was. */
class EventIdTest {
    @Test
    void names_the_incarnation_and_the_revision() {
        EventId id = new EventId(0xFEDC_BA98_7654_3210L, 17);
        assertThat(id).hasToString("fedcba9876543210-17");
        assertThat(EventId.parse(id.toString())).isEqualTo(id);
    }

    @Test
    void a_revision_alone_is_of_whichever_incarnation_this_is() {
        assertThat(EventId.parse("17")).isEqualTo(new EventId(0, 17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1-2", "00000000000000ff-", "00000000000000fg-1", "9223372036854775807"})
    @ValueSource(strings = {"+1", "-0", "\u0661", "00000000000000ff-+1", "00000000000000ff--0"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> EventId.parse(text)).isInstanceOf(BadRequestException.class);
    }
}
