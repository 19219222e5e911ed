package io.dengine.client.remote;

import io.dengine.client.ClientDriver;
import java.time.Duration;

/** The network, clock and random numbers of a simulation. */
final class DrivenWays implements Ways {
    private final ClientDriver driver;
    private final DrivenNetwork network;
    private boolean closed;

    DrivenWays(ClientDriver driver, DrivenNetwork network) {
        this.driver = driver;
        this.network = network;
    }

    ClientDriver driver() {
        return driver;
    }

    DrivenNetwork network() {
        return network;
    }

    @Override
    public Way to(Link link) {
        return new DrivenWay(link, this);
    }

    @Override
    public long nanoTime() {
        return driver.nanoTime();
    }

    @Override
    public double chance() {
        return driver.chance();
    }

    @Override
    public void every(Duration interval, Runnable task) {
        driver.after(interval.toNanos(), () -> {
            if (!closed) {
                task.run();
                every(interval, task);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void join(Duration timeout) {
        // There is no thread.
    }
}
