package io.dengine.server.console;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** Records garbage collections when they end. The runtime calls it on a thread of its own. */
final class GcWatch implements AutoCloseable, NotificationListener {
    /**
     * Part of the names of the beans with which concurrent collectors report whole cycles, which do not pause the
     * process.
     */
    private static final String CYCLES = "Cycles";

    /** A collection that has ended. */
    record Pause(long endedMillis, long tookMillis, String reason) {}

    private final List<NotificationEmitter> sources = new ArrayList<>();
    private final List<Pause> pauses = new ArrayList<>(); // guarded by itself

    GcWatch() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter source
                    && !collector.getName().contains(CYCLES)) {
                source.addNotificationListener(this, null, null);
                sources.add(source);
            }
        }
    }

    @Override
    public void handleNotification(Notification notification, @org.jspecify.annotations.Nullable Object unused) {
        if (notification.getUserData() instanceof CompositeData data) {
            GarbageCollectionNotificationInfo collection = GarbageCollectionNotificationInfo.from(data);
            synchronized (pauses) {
                pauses.add(new Pause(
                        System.currentTimeMillis(),
                        collection.getGcInfo().getDuration(),
                        collection.getGcName() + ", " + collection.getGcCause()));
            }
        }
    }

    /** Returns the collections that have ended since the last call. */
    List<Pause> take() {
        synchronized (pauses) {
            List<Pause> taken = List.copyOf(pauses);
            pauses.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        for (NotificationEmitter source : sources) {
            try {
                source.removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                // It was removed before.
            }
        }
    }
}
