package io.github.qwenvl4j.cli.options;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class BuildInfo implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            build.load(in);
        }
        return new String[] {
            "qwenvl " + build.getProperty("version") + " (built " + build.getProperty("built") + ")",
            "JVM " + System.getProperty("java.vm.version") + " " + System.getProperty("java.vm.vendor") + ", "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "LibTorch " + build.getProperty("libtorch")
        };
    }
}
