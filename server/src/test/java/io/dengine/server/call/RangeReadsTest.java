package io.dengine.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.server.memory.ChannelMemory;
import io.dengine.server.memory.MemoryBudget;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RangeReadsTest {
    private static final int MAX_UNDER_WAY = 3;
    private static final int FRAME_BYTES = 10;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RangeReads reads = new RangeReads(MAX_UNDER_WAY);
    private final List<ServedCall> begun = new ArrayList<>();

    private void begin(boolean room) {
        reads.start(() -> room, (ask, frameBytes) -> {
            ServedCall read = new ServedCall(ask.id(), frameBytes, new CallMemory(channel));
            begun.add(read);
            reads.begun(read, new CompletableFuture<>());
        });
    }

    private void ask(int count) {
        assertThat(ChannelMemory.open(channel, MemoryBudget.unlimited())).isTrue();
        for (int id = 0; id < count; id++) {
            Call call = new Call.ReadRange(RangeQuery.prefix(Bytes.EMPTY), ReadOptions.EVENTUAL);
            reads.add(new ClientFrame.Ask(id, call), FRAME_BYTES);
        }
    }

    @Test
    void the_first_read_is_in_flight_alone_until_its_size_is_known() {
        ask(9);
        begin(true);
        begin(true);
        assertThat(begun).hasSize(1);

        begun.getFirst().take(1_000_000);
        assertThat(reads.ended(begun.getFirst())).isTrue();
        begin(true);
        assertThat(begun).hasSize(1 + MAX_UNDER_WAY);
        assertThat(reads.expectedBytes()).isEqualTo(1_000_000);
    }

    @Test
    void no_read_begins_while_the_client_does_not_read() {
        ask(2);
        begin(false);
        assertThat(begun).isEmpty();
        assertThat(reads.close()).containsExactly(FRAME_BYTES, FRAME_BYTES);
    }
}
