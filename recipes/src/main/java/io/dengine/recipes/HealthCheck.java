package io.dengine.recipes;

/** Checks whether an instance can do its work. Runs on the registration's own thread, so it may block. */
@FunctionalInterface
public interface HealthCheck {
    /** Returns true if the instance is healthy. Whatever it throws counts as false. */
    boolean isHealthy() throws Exception;
}
