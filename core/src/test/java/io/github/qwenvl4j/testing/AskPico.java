package io.github.qwenvl4j.testing;

import com.sun.management.OperatingSystemMXBean;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.cpu.ComputeThreads;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import java.lang.management.ManagementFactory;

/**
 * {@code PICTURE TIMES DTYPE [THREADS]}: asks the built-in model; prints the answer, the least microseconds of processor time
 * that one took, and the number of threads.
 */
public final class AskPico {

    private static final int TOKENS = 40;

    private AskPico() {}

    public static void main(String[] args) {
        OpenOptions options = OpenOptions.defaults();
        options = Precision.of(args[2]).map(options::withPrecision).orElse(options);
        options = args.length > 3 ? options.withThreads(Integer.parseInt(args[3])) : options;
        AnswerOptions greedy = AnswerOptions.greedy(TOKENS);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (QwenVl model = QwenVl.open(BuiltInModel.directory(), options)) {
            long least = Long.MAX_VALUE;
            String text = "";
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                long before = system.getProcessCpuTime();
                Answer answer = model.ask(Message.user("What is to be seen?", Picture.at(args[0])), greedy);
                least = Math.min(least, system.getProcessCpuTime() - before);
                text = answer.text();
            }
            System.out.println(text.strip());
            System.out.println(least / 1000);
            System.out.println(ComputeThreads.inUse());
        }
    }
}
