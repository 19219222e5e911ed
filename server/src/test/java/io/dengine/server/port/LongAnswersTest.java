package io.dengine.server.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.call.NodeFrame;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that are longer than what the connection takes at once. */
@Timeout(120)
class LongAnswersTest {
    private static final int ROWS = 4_000;

    private static Answer.Found found(int seed) {
        List<KeyValue> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            byte[] value = new byte[1_000];
            value[i % value.length] = (byte) seed;
            rows.add(new KeyValue(Bytes.utf8("key " + i), Bytes.wrap(value), seed, i + 1, 1, 0));
        }
        return new Answer.Found(new Rows(rows, seed, true, ROWS));
    }

    private static NodeFrame read(Socket client) throws IOException {
        return NodeFrame.decode(Bytes.wrap(ServedPort.readFrame(client)));
    }

    @Test
    void clientsGetThemWholeAndWhatTheyAskedMeanwhile() throws Exception {
        try (ServedPort port = new ServedPort(20_000);
                Socket client = port.callClient()) {
            assertThat(read(client)).isInstanceOf(NodeFrame.Welcome.class);
            for (int round = 1; round <= 5; round++) {
                int begun = port.ranges.size();
                Call all = new Call.ReadRange(RangeQuery.prefix(Bytes.EMPTY), ReadOptions.EVENTUAL);
                ServedPort.write(client, new ClientFrame.Ask(round, all));
                ServedPort.await(() -> port.ranges.size() > begun, "the range is read");
                assertThat(port.ranges.get(begun).complete(found(round))).isTrue();
                ServedPort.ask(client, 100 + round, Bytes.utf8("small"));
                List<NodeFrame> arrived = List.of(read(client), read(client));
                assertThat(arrived).contains(new NodeFrame.Answered(round, found(round)));
                assertThat(arrived)
                        .anyMatch(frame -> frame instanceof NodeFrame.Answered small
                                && small.id() > 100
                                && small.answer() instanceof Answer.Found);
            }
            client.close();
            ServedPort.await(() -> port.memory.usedBytes() == 0, "everything was given back");
        }
    }
}
