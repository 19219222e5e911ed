package io.dengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** docs/error-handling.md */
class ErrorHandlingTest extends EngineOfTest {
    @Test
    void outcomes() {
        Client client = client();
        client.put("job/7", "free");
        try {
            client.compareAndSwap("job/7", "free", "taken by me");
        } catch (EngineException.OutcomeUnknown e) {
            // It may have happened, and may yet: look before you decide.
            String holder = client.getLinearizable("job/7")
                    .map(found -> found.valueText())
                    .orElse("nobody");
            System.err.println("Not known; at the moment: " + holder);
        } catch (EngineException e) {
            System.err.println("Nothing happened: " + e.getMessage()); // says why, and what to do
        }
        assertThat(client.getLinearizable("job/7").orElseThrow().valueText()).isEqualTo("taken by me");
    }

    @Test
    void timeouts() {
        Client client = client();
        Client patient = client.withTimeout(Duration.ofSeconds(30));
        patient.put("job/7", "free");
        assertThat(patient.async().timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void futures() {
        Client client = client();
        var done = client.async().put(Bytes.utf8("job/8"), Bytes.utf8("free")).exceptionally(failure -> {
            System.err.println(failure.getMessage());
            return null;
        });
        assertThat(done.join()).isNotNull();
    }
}
