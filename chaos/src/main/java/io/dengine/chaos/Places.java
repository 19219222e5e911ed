package io.dengine.chaos;

import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param launcher the node program
 * @param examples the examples, whose configuration files some scenarios run with
 * @param directory for configurations, data and logs of the nodes
 */
record Places(Path launcher, Path examples, Path directory) {}
