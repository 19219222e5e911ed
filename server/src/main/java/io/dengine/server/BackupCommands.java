package io.dengine.server;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.Cause;
import io.dengine.client.tls.Tls;
import io.dengine.node.BackupFile;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.start.DurableFile;
import io.dengine.transport.ClusterId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The backup commands of the command line. Each returns the message for the user. */
final class BackupCommands {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int PIECE_BYTES = 64 << 10;
    private static final int MAX_REASON_BYTES = 64 << 10;

    private BackupCommands() {}

    /** Downloads a backup from a node. It gets its final name only once it was read back completely and is durable. */
    static String backup(CommandLine line) throws StartFailure {
        Path target = path(line.backupFile());
        String from = line.from();
        try {
            BackupFile.Content content = DurableFile.publish(target, ".part", part -> fetch(part, line));
            return "backup " + target + ": " + describe(content);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new StartFailure(
                    ExitCode.UNAVAILABLE,
                    "No backup was stored: no node can be reached at " + from
                            + ". Is it running, and is that its port?");
        } catch (NoBackupException e) {
            throw new StartFailure(ExitCode.UNAVAILABLE, "No backup was stored: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            throw failure("No backup was stored", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(ExitCode.FAILED, "No backup was stored: it was interrupted");
        }
    }

    private static BackupFile.Content fetch(Path part, CommandLine line) throws IOException, InterruptedException {
        download(part, line);
        return BackupFile.read(part);
    }

    private static void download(Path part, CommandLine line) throws IOException, InterruptedException {
        Tls tls = line.tls();
        String scheme = tls.isEnabled() ? "https://" : "http://";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(scheme + line.from() + "/backup"))
                .GET();
        String token = line.token();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (tls.isEnabled()) {
            builder.sslContext(tls.context());
        }
        try (HttpClient client = builder.build();
                OutputStream to = Files.newOutputStream(part)) {
            HttpResponse<InputStream> answer;
            try {
                answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            } catch (ConnectException | HttpConnectTimeoutException e) {
                throw e;
            } catch (IOException e) {
                throw new NoBackupException("the node at " + line.from() + " did not answer: " + Cause.of(e), e);
            }
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != OK) {
                    String why = Bytes.wrap(body.readNBytes(MAX_REASON_BYTES)).toUtf8();
                    throw new NoBackupException(
                            "the node at " + line.from() + " answered with status " + answer.statusCode() + ": " + why,
                            null);
                }
                copy(body, to, line.from());
            }
        }
    }

    private static void copy(InputStream body, OutputStream to, @Nullable String from) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        while (true) {
            int length;
            try {
                length = body.read(piece);
            } catch (IOException e) {
                throw new NoBackupException("the node at " + from + " has ended its answer early: " + Cause.of(e), e);
            }
            if (length < 0) {
                return;
            }
            to.write(piece, 0, length);
        }
    }

    /** A node did not give what it was asked for; the files here are as they should be. */
    private static final class NoBackupException extends IOException {
        private static final long serialVersionUID = 1L;

        NoBackupException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    static String verify(@Nullable String file) throws StartFailure {
        try {
            return "backup " + file + ": " + describe(BackupFile.read(path(file)));
        } catch (IOException e) {
            throw failure("The backup cannot be used", e);
        }
    }

    static String restore(@Nullable String file, LocalNodeConfig config) throws StartFailure {
        try {
            ClusterId cluster = BackupFile.restore(path(file), config);
            return "restored " + config.dataDirectory() + " from " + file
                    + ": this node is a member of the new cluster "
                    + cluster + ", with the members of its configuration. Restore the others from the same file, then"
                    + " start them.";
        } catch (IOException e) {
            throw failure("Nothing was restored", e);
        }
    }

    private static String describe(BackupFile.Content content) {
        return "cluster " + content.cluster() + ", up to entry "
                + content.meta().index() + " of term "
                + content.meta().last().term() + ", " + content.keys() + " keys at revision " + content.revision()
                + ", state hash " + Long.toHexString(content.stateHash()) + ", SHA-256 " + content.digest();
    }

    private static Path path(@Nullable String file) throws StartFailure {
        try {
            return Path.of(String.valueOf(file));
        } catch (InvalidPathException e) {
            throw new StartFailure(ExitCode.USAGE, "no file can be named " + file);
        }
    }

    private static StartFailure failure(String what, Exception why) {
        return new StartFailure(ExitCode.DATA_DIRECTORY, what + ": " + Cause.of(why));
    }
}
