package io.github.qwenvl4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.text.ImageSpan;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackingTest {

    private static final int SIZE = 4;

    @TempDir
    private Path folder;

    private static Tokenized sample(String id, int length, ImageSpan... images) {
        int[] ids = new int[length];
        int[] labels = new int[length];
        Arrays.setAll(ids, i -> id.charAt(0) * 100 + i);
        Arrays.setAll(labels, i -> ids[i]);
        return new Tokenized(id, "task", ids, labels, List.of(images), 0);
    }

    private Collator collator(SkippedData skipped) {
        return new Collator(
                source -> {
                    if (source.equals("broken")) {
                        throw new QwenVlException("image broken cannot be read");
                    }
                    return RgbImage.of(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));
                },
                SIZE,
                -1,
                Filling.PACKED,
                skipped);
    }

    @Test
    void rowsHoldAsManySamplesAsFit() {
        RowPacker<Tokenized> packer = new RowPacker<>(2, 10, Filling.PACKED, SkippedData.none());
        assertThat(packer.add(sample("a", 4))).isTrue();
        assertThat(packer.add(sample("b", 6))).isTrue();
        assertThat(packer.add(sample("c", 7))).isTrue();
        assertThat(packer.add(sample("d", 4))).isFalse();
        assertThat(packer.rows()).extracting(List::size).containsExactly(2, 1);
    }

    @Test
    void withoutPackingEverySampleHasItsRow() {
        RowPacker<Tokenized> packer = new RowPacker<>(2, 10, Filling.ONE_SAMPLE, SkippedData.none());
        assertThat(packer.add(sample("a", 1))).isTrue();
        assertThat(packer.add(sample("b", 1))).isTrue();
        assertThat(packer.add(sample("c", 1))).isFalse();
    }

    @Test
    void longerSamplesAreCountedAndLeftOut() {
        SkippedData skipped = SkippedData.none();
        RowPacker<Tokenized> packer = new RowPacker<>(1, 10, Filling.PACKED, skipped);
        assertThat(packer.add(sample("a", 11))).isTrue();
        assertThat(packer.rows()).isEmpty();
        assertThat(skipped.tooLongCount()).isEqualTo(1);
    }

    @Test
    void packedSamplesKeepTheirLabelsButAreNotPredictedFromEachOther() {
        TokenBatch batch = collator(SkippedData.none())
                .collate(List.of(List.of(sample("a", 3), sample("b", 2)), List.of(sample("c", 4))));
        int a = 'a' * 100;
        int b = 'b' * 100;
        int c = 'c' * 100;
        assertThat(batch.length()).isEqualTo(5);
        assertThat(batch.ids()).containsExactly(a, a + 1, a + 2, b, b + 1, c, c + 1, c + 2, c + 3, -1);
        assertThat(batch.labels())
                .containsExactly(
                        a, a + 1, a + 2, TokenBatch.IGNORED, b + 1, c, c + 1, c + 2, c + 3, TokenBatch.IGNORED);
    }

    @Test
    void picturesArePlacedInPackedRowsAndLoadedOnce() {
        TokenBatch batch = collator(SkippedData.none())
                .collate(List.of(
                        List.of(sample("a", 3, new ImageSpan(1, "x")), sample("b", 3, new ImageSpan(0, "y"))),
                        List.of(sample("c", 3, new ImageSpan(2, "x")))));
        assertThat(batch.pixels()).hasSize(2);
        assertThat(batch.placed())
                .containsExactly(new TokenBatch.Placed(1, 0), new TokenBatch.Placed(3, 1), new TokenBatch.Placed(8, 0));
    }

    @Test
    void samplesOfBrokenPicturesAreLeftOut() {
        SkippedData skipped = SkippedData.upTo(2, folder.resolve("log"));
        Tokenized broken = sample("b", 3, new ImageSpan(0, "broken"));
        TokenBatch batch = collator(skipped).collate(List.of(List.of(broken, sample("a", 2)), List.of(broken)));
        assertThat(batch.rows()).isEqualTo(1);
        assertThat(batch.ids()).containsExactly('a' * 100, 'a' * 100 + 1);
        assertThat(skipped.brokenCount()).isEqualTo(1);
        assertThat(collator(skipped).collate(List.of(List.of(broken))).rows()).isZero();
    }
}
