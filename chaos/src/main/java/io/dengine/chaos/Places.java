package io.dengine.chaos;

import java.nio.file.Path;

/**
 * The files and directories of a run.
 *
 * @param launcher the node program
 * @param examples the examples, whose configuration files some scenarios use
 * @param directory for configurations, data and logs of the nodes
 */
record Places(Path launcher, Path examples, Path directory) {}
