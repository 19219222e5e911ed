package io.dengine.examples.storage;

import io.dengine.embedded.EmbeddedEngine;
import io.dengine.embedded.EngineConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Replicates documents: an engine of its own, with a store of its own. */
public final class Library {
    private Library() {}

    /** Writes, reads, removes, and starts again. The argument is a directory; {@code db} if there is none. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "db");
        AtomicReference<DocumentStore> documents = new AtomicReference<>();
        EngineConfig config = EngineConfig.in(directory)
                .customStateMachine(place -> {
                    documents.set(DocumentStore.open(place));
                    return documents.get();
                })
                .build();

        try (EmbeddedEngine engine = EmbeddedEngine.start(config)) {
            engine.awaitReady(Duration.ofSeconds(10));
            propose(engine, new DocumentCommand.Write("manual", "How to begin"));
            propose(engine, new DocumentCommand.Write("draft", "Not ready yet"));
            propose(engine, new DocumentCommand.Remove("draft"));
            // From here on this node's documents are at least as new as this moment.
            engine.readIndex().join();
            show(documents.get());
            engine.admin().takeSnapshot().join();
            System.out.println("a snapshot was taken");
        }
        try (EmbeddedEngine engine = EmbeddedEngine.start(config)) {
            engine.awaitReady(Duration.ofSeconds(10));
            engine.readIndex().join();
            System.out.println("after a restart:");
            show(documents.get());
        }
    }

    private static void propose(EmbeddedEngine engine, DocumentCommand command) {
        System.out.println(
                command + ": " + engine.propose(command.encode()).join().toUtf8());
    }

    private static void show(DocumentStore documents) {
        System.out.println("manual = " + documents.find("manual").orElse("(absent)"));
        System.out.println("draft = " + documents.find("draft").orElse("(absent)"));
    }
}
