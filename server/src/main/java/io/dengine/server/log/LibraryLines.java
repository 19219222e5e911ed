package io.dengine.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Limits the warnings of Netty and gRPC, which any client that reaches a port can cause repeatedly: one line for each
 * kind per interval, without a stack trace unless the level is debug.
 */
final class LibraryLines extends Filter<ILoggingEvent> {
    private static final String OWN = "d-engine.library";

    private final RateLimit limit;
    private final org.slf4j.Logger lines = LoggerFactory.getLogger(OWN);

    private volatile @Nullable ILoggingEvent last;

    /** @param nanoTime a monotonic clock */
    LibraryLines(LongSupplier nanoTime) {
        limit = new RateLimit(nanoTime);
    }

    /** Redirects the lines that libraries log through {@code java.util.logging} to this filter. */
    void takeOverJdkLogging() {
        java.util.logging.Logger root = LogManager.getLogManager().getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()) {
                    line(
                            String.valueOf(record.getLoggerName()),
                            String.valueOf(record.getMessage()),
                            record.getThrown());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String name = event.getLoggerName();
        boolean library = name.startsWith("io.netty.") || name.startsWith("io.grpc.");
        if (!library || !event.getLevel().isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        if (!event.equals(last)) { // it arrives once for each appender
            last = event;
            line(name, event.getFormattedMessage(), causeOf(event));
        }
        return FilterReply.DENY;
    }

    private static @Nullable Throwable causeOf(ILoggingEvent event) {
        return event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
    }

    private void line(String logger, String message, @Nullable Throwable cause) {
        String what = explained(message, cause);
        // Lines are grouped by the kind of failure, not by the client that caused it, so numbers are removed.
        String kind = logger + what.replaceAll("[0-9a-fx]*[0-9][0-9a-fx]*", "#");
        long heldBack = limit.acquire(kind.hashCode());
        if (heldBack != RateLimit.HELD_BACK) {
            lines.warn(
                    "{}{}{}",
                    what,
                    heldBack == 0 ? "" : " (and " + heldBack + " more times before)",
                    " [" + logger.substring(logger.lastIndexOf('.') + 1) + "]");
            lines.debug("where that happened", cause);
        }
    }

    private static String explained(String message, @Nullable Throwable cause) {
        Throwable root = cause;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        String why = root == null ? "" : String.valueOf(root.getMessage());
        if (why.toLowerCase(Locale.ROOT).contains("too many open files")) {
            return "this process has no file descriptor left: new connections wait, and files may not open; no data is"
                    + " affected. Raise the limit of open files (ulimit -n), or find out who connects so often";
        }
        String first = message.lines().findFirst().orElse("");
        String text = root == null ? first : first + ": " + root.getClass().getSimpleName() + ": " + why;
        return printable(text.length() > 300 ? text.substring(0, 300) + "..." : text);
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append(c >= ' ' && c != 0x7F ? (char) c : '?'));
        return out.toString();
    }
}
