package io.github.qwenvl4j.cli.serve;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.cli.io.LoadProgressBar;
import io.github.qwenvl4j.cli.options.ComputeOptions;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.server.http.ModelSource;
import io.github.qwenvl4j.server.http.QwenVlServer;
import io.github.qwenvl4j.server.http.ServerOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qwenvl serve}: runs an OpenAI-compatible server with a web page until the process is stopped. */
@Command(
        name = "serve",
        description = "Serves the model with an OpenAI-compatible API and a web page.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "The environment variable QWENVL_API_KEYS contains API keys, KEY or NAME:KEY, separated by commas; QWENVL_ADMIN_KEY",
            "the key of those who load and unload adapters while the server runs.",
            "",
            "Examples:",
            "  qwenvl serve",
            "  qwenvl serve --model Qwen-VL-Chat --port 8080",
            "  qwenvl serve --model chat=Qwen-VL-Chat --model small=models/pico --memory 20000",
            "  qwenvl serve --model Qwen-VL-Chat --adapter valves=runs/valves --adapter signs=runs/signs",
            "  qwenvl serve --host 0.0.0.0 --api-keys keys.txt --remote-images --image-host upload.wikimedia.org",
            "  curl http://127.0.0.1:8000/v1/models"
        })
public final class ServeCommand implements Callable<Integer> {

    @Mixin
    private ServerAccess access;

    @Mixin
    private ServerCapacity capacity;

    @Mixin
    private RemotePictures pictures;

    @Mixin
    private ServedModels models;

    @Mixin
    private ComputeOptions compute;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        OpenOptions options = capacity.over(compute.openOptions());
        ImageLoader loader = pictures.loader();
        List<ModelSource> sources = models.sources(options, directory -> open(directory, options));
        ServerOptions served = access.options(capacity);
        QwenVlServer server = QwenVlServer.start(served, sources, models.memory(), loader);
        PrintWriter err = spec.commandLine().getErr();
        new Stopping(server::answers, served.drain(), server::close, err).atSignals();
        server.awaitReady();
        PrintWriter out = spec.commandLine().getOut();
        List<String> all = sources.stream()
                .flatMap(source -> Stream.concat(Stream.of(source.name()), source.adapters().keySet().stream()))
                .toList();
        out.println(String.join(", ", all) + (all.size() == 1 ? " is" : " are") + " served at " + access.address() + ":"
                + server.port());
        if (out.checkError()) { // nobody would learn the address
            server.close();
            return ExitCode.OK;
        }
        new CountDownLatch(1).await(); // until a signal ends the process
        return ExitCode.OK;
    }

    private static QwenVl open(Path directory, OpenOptions options) {
        try (LoadProgressBar progress = new LoadProgressBar()) {
            return QwenVl.open(directory, options.withProgress(progress));
        }
    }
}
