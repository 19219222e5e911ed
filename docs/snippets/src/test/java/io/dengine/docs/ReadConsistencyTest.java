package io.dengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** docs/read-consistency.md */
class ReadConsistencyTest extends EngineOfTest {
    @Test
    void levels() {
        Client client = client();
        client.put("config/limit", "10");
        client.getLinearizable("config/limit"); // confirmed by a majority
        client.getLease("config/limit"); // the leader's word
        client.getEventual("config/limit"); // whatever the asked node has
        assertThat(client.getLease("config/limit").orElseThrow().valueText()).isEqualTo("10");
    }

    @Test
    void one_s_own_writes() {
        Client client = client();
        long written = client.put("config/limit", "20").revision();
        client.get("config/limit", ReadOptions.EVENTUAL.notBefore(written));
        assertThat(client.getEventual("config/limit").orElseThrow().valueText()).isEqualTo("20");
    }

    @Test
    void pages() {
        Client client = client();
        for (int i = 0; i < 250; i++) {
            client.put("config/" + i, "");
        }
        Rows page = client.range(RangeQuery.prefix("config/").limit(100));
        while (page.more()) {
            Bytes last = page.rows().get(page.rows().size() - 1).key();
            RangeQuery rest = RangeQuery.prefix("config/").limit(100).after(last);
            page = client.range(rest, ReadOptions.LINEARIZABLE.asOf(page.revision()));
        }
        assertThat(page.rows()).hasSize(50);
    }
}
