package io.dengine.cli;

import io.dengine.server.Version;
import picocli.CommandLine.IVersionProvider;

/** The text that {@code --version} prints. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"d-engine " + Version.current() + " (Java " + Runtime.version() + ")"};
    }
}
