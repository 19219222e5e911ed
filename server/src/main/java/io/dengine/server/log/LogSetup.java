package io.dengine.server.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.dengine.server.ExitCode;
import io.dengine.server.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** Configures logging in code: it has no settings that a user should need to edit. */
public final class LogSetup implements AutoCloseable {
    private static final String CONSOLE_PATTERN = "[%d{HH:mm:ss.SSS}] %-5level %msg%n";
    private static final String FILE_PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{20} - %msg%n";
    private static final String FILE_NAME = "d.log";

    /** The number of lines that may wait for a slow console or disk before more are dropped. */
    private static final int QUEUE_LINES = 8192;

    /** The time for which the exit of the program waits for lines that are not written yet. */
    private static final int FLUSH_MILLIS = 1000;

    private static final long MAX_FILE_BYTES = 32L << 20;
    private static final int KEPT_FILES = 5;

    /**
     * The logger that warns, past these appenders and with a stack trace, of each client that disconnects during a
     * write. Kept in a field, because the JDK discards the level of a logger without a strong reference.
     */
    private static final java.util.logging.Logger CLIENTS_THAT_LEFT =
            java.util.logging.Logger.getLogger("io.grpc.netty.NettyServerHandler");

    private final LoggerContext context;

    private LogSetup(LoggerContext context) {
        this.context = context;
    }

    /**
     * Sends all log lines from now on to the console and to {@code d.log} in {@code directory}.
     *
     * @param level the least severe level that is written; the lines for operators are written at any level
     * @throws StartFailure if the directory cannot be written to
     */
    public static LogSetup configure(String level, Path directory) throws StartFailure {
        return configure(level, directory, System::nanoTime);
    }

    /** @param nanoTime a monotonic clock, for lines that are limited in rate */
    static LogSetup configure(String level, Path directory, LongSupplier nanoTime) throws StartFailure {
        try {
            OwnFile.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw new IOException("no permission to write");
            }
            OwnFile.create(directory.resolve(FILE_NAME));
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.DATA_DIRECTORY,
                    "the log directory " + directory.toAbsolutePath().normalize() + " cannot be used: " + e
                            + "; name another one with LOG_DIR or cluster.log_dir");
        }
        CLIENTS_THAT_LEFT.setLevel(java.util.logging.Level.SEVERE);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.start(); // an earlier setup has stopped it, and stopping it again would not write the waiting lines
        LibraryLines libraries = new LibraryLines(nanoTime);
        libraries.takeOverJdkLogging();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level, Level.WARN));
        root.addAppender(detached(context, libraries, "console", console(context)));
        root.addAppender(detached(context, libraries, "file", file(context, directory.resolve(FILE_NAME))));
        context.getLogger(OperatorLog.LOGGER_NAME).setLevel(atLeastInfo(root.getLevel()));
        return new LogSetup(context);
    }

    private static Level atLeastInfo(Level level) {
        return level.isGreaterOrEqual(Level.INFO) ? Level.INFO : level;
    }

    private static AsyncAppender detached(
            LoggerContext context, LibraryLines libraries, String name, OutputStreamAppender<ILoggingEvent> target) {
        AsyncAppender appender = new AsyncAppender();
        appender.addFilter(libraries);
        appender.setContext(context);
        appender.setName(name + "-queue");
        appender.setQueueSize(QUEUE_LINES);
        appender.setDiscardingThreshold(0);
        appender.setNeverBlock(true);
        appender.setMaxFlushTime(FLUSH_MILLIS);
        appender.addAppender(target);
        appender.start();
        return appender;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("console");
        appender.setEncoder(encoder(context, CONSOLE_PATTERN));
        appender.start();
        return appender;
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path path) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(path.toString());
        appender.setEncoder(encoder(context, FILE_PATTERN));
        FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(appender);
        names.setFileNamePattern(path + ".%i.gz");
        names.setMinIndex(1);
        names.setMaxIndex(KEPT_FILES);
        names.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> sizes = new SizeBasedTriggeringPolicy<>();
        sizes.setContext(context);
        sizes.setMaxFileSize(new FileSize(MAX_FILE_BYTES));
        sizes.setCheckIncrement(Duration.buildBySeconds(1));
        sizes.start();
        appender.setRollingPolicy(names);
        appender.setTriggeringPolicy(sizes);
        appender.start();
        return appender;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    /** Writes the waiting lines, for a bounded time, and closes the file. */
    @Override
    public void close() {
        context.stop();
    }
}
