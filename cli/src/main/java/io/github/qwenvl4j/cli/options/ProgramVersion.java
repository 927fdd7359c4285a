package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.cpu.NativeKernels;
import io.github.qwenvl4j.server.http.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class ProgramVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        BuildInfo build = BuildInfo.CURRENT;
        return new String[] {
            "qwenvl " + build.version() + " (built " + build.built() + ")",
            "JVM " + System.getProperty("java.vm.version") + " " + System.getProperty("java.vm.vendor") + ", "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "kernels " + NativeKernels.inUse() + ", of " + String.join(", ", NativeKernels.available())
        };
    }
}
