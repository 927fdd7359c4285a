package io.github.qwenvl4j;

import io.github.qwenvl4j.chat.Conversation;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Questions are answered in four threads while the model is closed, on a machine that is busy with other things. Prints
 * {@code survived}, or what a caller got other than the exception that says closed. A program of its own, since what it
 * guards against ends the JVM.
 */
final class CloseRace {

    private static final int THREADS = 4;

    private CloseRace() {}

    /** @param arguments a picture, and how many times */
    public static void main(String[] arguments) throws InterruptedException {
        int rounds = Integer.parseInt(arguments[1]);
        busyLoop();
        busyLoop();
        for (int round = 0; round < rounds; round++) {
            Queue<String> wrong = round(arguments[0], 20 + (round * 137) % 500);
            if (!wrong.isEmpty()) {
                System.out.println("round " + round + ": " + wrong);
                return;
            }
        }
        System.out.println("survived");
    }

    private static void busyLoop() {
        Thread busy = new Thread(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        busy.setDaemon(true);
        busy.start();
    }

    private static Queue<String> round(String picture, long millis) throws InterruptedException {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        QwenVl model = QwenVl.open();
        Conversation talk = model.conversation();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            boolean talks = i == 0;
            threads.add(new Thread(() -> askUntilClosed(model, talk, talks, picture, wrong)));
        }
        threads.forEach(Thread::start);
        Thread.sleep(millis);
        model.close();
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(20).toMillis());
            if (thread.isAlive()) {
                wrong.add("a thread hangs");
            }
        }
        talk.close();
        return wrong;
    }

    private static void askUntilClosed(
            QwenVl model, Conversation talk, boolean talks, String picture, Queue<String> wrong) {
        try {
            while (true) {
                if (talks) {
                    talk.ask(Message.user("Where is the brown heart?", Picture.at(picture)), model.defaults());
                    talk.undo();
                } else {
                    model.ask("Where is the brown heart?", picture);
                }
            }
        } catch (QwenVlException e) {
            if (e.kind() != QwenVlException.Kind.CLOSED) {
                wrong.add(e.kind() + ": " + e.getMessage());
            }
        } catch (RuntimeException | Error e) {
            wrong.add(e.toString());
        }
    }
}
