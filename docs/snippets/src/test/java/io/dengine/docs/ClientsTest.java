package io.dengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.Compare;
import io.dengine.api.KeyValue;
import io.dengine.api.Lease;
import io.dengine.api.Operation;
import io.dengine.api.PutOptions;
import io.dengine.api.RangeQuery;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import io.dengine.client.remote.ReadPreference;
import io.dengine.client.remote.RemoteClient;
import io.dengine.client.tls.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/clients.md */
@Timeout(60)
class ClientsTest extends EngineOfTest {
    @Test
    void connecting() {
        // It connects in the background; there is nobody at these addresses.
        Client client = RemoteClient.builder()
                .endpoints("10.0.0.1:9081", "10.0.0.2:9081")
                .timeout(Duration.ofSeconds(30))
                .readPreference(ReadPreference.LEADER)
                .name("search")
                .connect();
        client.close();
    }

    /** docs/security.md */
    static Client encrypted(Path authority, Path certificate, Path key) {
        Client client = RemoteClient.builder()
                .endpoints("10.0.0.1:9081", "10.0.0.2:9081")
                .tls(Tls.trusting(authority).withIdentity(certificate, key))
                .connect();
        return client;
    }

    @Test
    void ranges() {
        Client client = client();
        client.put("bulk/1", "");
        try (Stream<KeyValue> rows = client.stream(RangeQuery.prefix("bulk/"))) {
            System.out.println(rows.filter(row -> row.value().isEmpty()).count());
        }
        client.deletePrefix("bulk/");
    }

    @Test
    void many() {
        Client client = client();
        List<CompletableFuture<WriteResult>> writes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            writes.add(client.async().put(Bytes.utf8("bulk/" + i), Bytes.utf8("value"), PutOptions.NONE));
        }
        writes.forEach(CompletableFuture::join);
        assertThat(client.scanPrefix("bulk/").rows()).hasSize(1_000);
    }

    @Test
    void transactions_and_leases() {
        Client client = client();
        client.put("job/7/state", "free");
        TransactionResult moved = client.transact(
                Transaction.when(Compare.value(Bytes.utf8("job/7/state"), Compare.Operator.EQUAL, Bytes.utf8("free")))
                        .then(
                                new Operation.Put(Bytes.utf8("job/7/state"), Bytes.utf8("taken"), 0, 0),
                                new Operation.Put(Bytes.utf8("job/7/owner"), Bytes.utf8("me"), 0, 0))
                        .otherwise(new Operation.Get(Bytes.utf8("job/7/owner"))));
        assertThat(moved.succeeded()).isTrue();
        Lease lease = client.grantLease(Duration.ofSeconds(10)).keepAlive();
        client.put("workers/7", "10.0.0.7:80", PutOptions.lease(lease));
        assertThat(lease.lost()).isNotDone();
    }
}
