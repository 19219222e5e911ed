package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which processes offer a service, and where.
 *
 * <pre>{@code
 *   ServiceRegistry registry = ServiceRegistry.of(client, "production");
 *   try (Registration registration = registry.register(ServiceInstance.of("search", "node-7", "10.0.0.7:80"))) { ... }
 *
 *   try (ServiceView view = registry.view("search")) {
 *       view.instances();
 *   }
 * }</pre>
 *
 * <p>An instance is registered while its process lives, a TTL longer at most. Its keys begin with its name and
 * {@code /.services/}, then the service and the id; the value is a form of the web, which any language can write.
 */
public final class ServiceRegistry {
    private static final System.Logger LOG = System.getLogger(ServiceRegistry.class.getName());

    private final Session session;
    private final String prefix;

    private ServiceRegistry(Session session, String name) {
        this.session = session;
        this.prefix = Names.prefix(name, "services");
    }

    /** The registry of this name, in a session of its own. */
    public static ServiceRegistry of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** The registry of this name; what is registered lives with {@code session}. */
    public static ServiceRegistry of(Session session, String name) {
        return new ServiceRegistry(session, name);
    }

    /** Registers {@code instance}. As {@link #register(ServiceInstance, HealthCheck, Duration)}, always healthy. */
    public Registration register(ServiceInstance instance) {
        return register(instance, () -> true, Duration.ofDays(1));
    }

    /**
     * Registers {@code instance} while it is healthy, until what is answered is closed; in the background, through
     * outages and lost leases. Takes the place of an earlier process with the same id.
     *
     * @param interval how often {@code check} is called; from one millisecond
     */
    public Registration register(ServiceInstance instance, HealthCheck check, Duration interval) {
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("the interval must be at least one millisecond but is " + interval);
        }
        Bytes key = Bytes.utf8(prefix + instance.service() + "/" + instance.id());
        return new Registration(session, key, instance, new Registration.Health(check, interval)).start();
    }

    /**
     * The instances of {@code service}, in the order of their ids, linearizably.
     *
     * @throws EngineException if they cannot be read
     */
    public List<ServiceInstance> list(String service) {
        AsyncClient client = session.client();
        return client.blocking()
                .await(client.scan(RangeQuery.of(range(service)), ReadOptions.LINEARIZABLE)
                        .thenApply(rows -> decode(service, rows.rows())));
    }

    /** The instances of {@code service}, kept up to date here. {@link ServiceView#ready} tells when they were read. */
    public ServiceView view(String service) {
        PrefixView view = new PrefixView(session.client(), range(service)).start();
        return new ServiceView(view, rows -> decode(service, rows));
    }

    private String prefixOf(String service) {
        return prefix + service + "/";
    }

    private KeyRange range(String service) {
        return KeyRange.prefix(Bytes.utf8(prefixOf(service)));
    }

    private List<ServiceInstance> decode(String service, Collection<KeyValue> rows) {
        List<ServiceInstance> instances = new ArrayList<>(rows.size());
        int idBegin = prefixOf(service).length();
        for (KeyValue row : rows) {
            try {
                instances.add(ServiceInstance.decode(service, row.keyText().substring(idBegin), row.value()));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "The key {0} is no instance of a service: {1}", row.keyText(), e.getMessage());
            }
        }
        return List.copyOf(instances);
    }
}
