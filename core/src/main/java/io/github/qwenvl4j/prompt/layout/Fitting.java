package io.github.qwenvl4j.prompt.layout;

import java.util.ArrayList;
import java.util.List;

/** Chooses the turns that fit a {@link Window}. */
final class Fitting {

    private final Window window;
    private final int system;
    private final int rest;
    private final List<Turn> kept;

    private Fitting(Window window, int system, int rest, List<Turn> history) {
        this.window = window;
        this.system = system;
        this.rest = rest;
        this.kept = new ArrayList<>(history);
    }

    /**
     * The turns that stay, oldest first.
     *
     * @param system ids of the system text
     * @param rest ids of the last question and of the answer's opening, which always stay
     */
    static List<Turn> keep(Window window, int system, int rest, List<Turn> history) {
        Fitting fitting = new Fitting(window, system, rest, history);
        fitting.kept.removeIf(turn -> !fitting.fits(turn.length()));
        while (!fitting.fits(fitting.kept.stream().mapToInt(Turn::length).sum())) {
            fitting.kept.remove(fitting.leastNeeded());
        }
        return fitting.kept;
    }

    private boolean fits(int turns) {
        return turns == 0 || system + turns <= window.history() && system + turns + rest <= window.prompt();
    }

    /** The oldest without pictures; where all have some, the oldest. */
    private int leastNeeded() {
        for (int i = 0; i < kept.size(); i++) {
            if (!kept.get(i).hasPictures()) {
                return i;
            }
        }
        return 0;
    }
}
