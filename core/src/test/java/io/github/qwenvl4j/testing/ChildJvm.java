package io.github.qwenvl4j.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, started as a library's user starts one: with these options and no others. */
public record ChildJvm(Map<String, String> environment, String classPath, List<String> options) {

    private static final long MINUTES = 5;

    public static ChildJvm with(String... options) {
        return new ChildJvm(Map.of(), System.getProperty("java.class.path"), List.of(options));
    }

    /** The same with classes and resources that are found before all others. */
    public ChildJvm withFirst(Path folder) {
        return new ChildJvm(environment, folder + File.pathSeparator + classPath, options);
    }

    /** What it did. */
    public record Outcome(int exit, String out, String err) {}

    public Outcome run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-cp", classPath));
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("child", ".out");
        Path err = Files.createTempFile("child", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("OMP_") || name.startsWith("GOMP_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(program + " has not ended after " + MINUTES + " minutes");
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
