package io.github.qwenvl4j.torch;

/** Causal attention of one sequence in doubles. */
final class Formula {

    private Formula() {}

    /** q {@code [T, H, d]}, k and v {@code [T, G, d]} to {@code [T, H, d]}. */
    static float[] attention(float[] q, float[] k, float[] v, int length, int heads, int keyHeads, int dim) {
        float[] all = new float[q.length];
        for (int row = 0; row < length; row++) {
            for (int head = 0; head < heads; head++) {
                int shared = head / (heads / keyHeads);
                int at = (row * heads + head) * dim;
                double[] weights = new double[row + 1];
                double sum = 0;
                for (int key = 0; key <= row; key++) {
                    double score = 0;
                    for (int i = 0; i < dim; i++) {
                        score += q[at + i] * k[(key * keyHeads + shared) * dim + i];
                    }
                    weights[key] = Math.exp(score / Math.sqrt(dim));
                    sum += weights[key];
                }
                for (int i = 0; i < dim; i++) {
                    double value = 0;
                    for (int key = 0; key <= row; key++) {
                        value += weights[key] / sum * v[(key * keyHeads + shared) * dim + i];
                    }
                    all[at + i] = (float) value;
                }
            }
        }
        return all;
    }
}
