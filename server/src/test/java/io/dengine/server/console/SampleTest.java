package io.dengine.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
    static final Sample SAMPLE = new Sample(
            1_700_000_000_000L,
            1_000,
            new Sample.Self(1, "127.0.0.1:9081", "0.1.0", 4711, 65_000),
            new Sample.Raft("leader", true, 4, 1, 2, 123, 122, false, 3, 1),
            new Sample.Load(new Sample.Flow(10, 0.5, 2.25), new Sample.Flow(0, 0, 0), 1, 2, 3, 10, 2, 20, 0),
            new Sample.Disk(new Sample.Flow(5, 1, 2), 4096, 7, 1L << 33, 1L << 28, false),
            new Sample.Jvm(1.5, 2, 100, 1000, 30, 1, 3, 3),
            new Sample.Clients(9, 1, 2, 60_000, 5_000, 1 << 20),
            List.of(new Sample.Worker("core", "stage", 0.25, 0.125, 0.2, 1, 3, 100, 0.5)),
            List.of(new Sample.Peer(2, "127.0.0.1:9082", "voter", "pipeline", true, 120, 124, 1, 3, 0.4)),
            List.of(new Sample.Slow(1_699_999_999_000L, "log", 134.5, "say \"hello\"")));

    @Test
    void whatIsWrittenIsRead() {
        assertThat(Sample.fromJson(SAMPLE.toJson().toText())).isEqualTo(SAMPLE);
    }

    @Test
    void namesAreInLowerCaseAndOneLineHoldsAll() {
        assertThat(SAMPLE.toJson().toText())
                .startsWith("{\"time_millis\":1700000000000,\"interval_millis\":1000,\"node\":{\"id\":1,")
                .contains("\"round_trip_millis\":0.4", "\"steps_per_second\":100.0")
                .doesNotContain("\n");
    }

    @Test
    void whatIsUnknownIsIgnoredAndWhatIsMissingIsNothing() {
        Sample sample =
                Sample.fromJson("{\"later\":{\"a\":[1,[2]]},\"node\":{\"id\":3,\"x\":null},\"peers\":[{\"id\":2}]}");
        assertThat(sample.node()).isEqualTo(new Sample.Self(3, "", "", 0, 0));
        assertThat(sample.peers()).hasSize(1);
        assertThat(sample.workers()).isEmpty();
        assertThat(sample.raft().role()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "<html>", "{\"node\":"})
    void whatIsNoObjectIsRefused(String text) {
        assertThatThrownBy(() -> Sample.fromJson(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
