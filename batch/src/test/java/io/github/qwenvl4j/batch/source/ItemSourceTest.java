package io.github.qwenvl4j.batch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.image.ImageLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pictures a folder, a list and a table have. */
class ItemSourceTest {

    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static List<LabelItem> items(Path in, String... column) {
        try (Stream<LabelItem> items =
                ItemSource.of(in, Stream.of(column).findFirst()).items()) {
            return items.toList();
        }
    }

    private static List<String> sources(Path in) {
        return items(in).stream().map(LabelItem::source).toList();
    }

    @Test
    void aFolderHasItsPicturesInOrder() throws IOException {
        for (String name : List.of("b.JPG", "a/z.png", "a/b/c.webp", "c.txt", ".hidden.png", "a.pdf")) {
            file(name, "");
        }
        assertThat(sources(folder)).containsExactly("a/b/c.webp", "a/z.png", "a.pdf", "b.JPG");
    }

    @Test
    void aListHasPathsBesideItAndAddresses() throws IOException {
        Path list = file("list.txt", "a.png\n\n  /b/c.png \nhttps://example.org/d.png\n");
        assertThat(items(list))
                .containsExactly(
                        LabelItem.at("a.png", folder.resolve("a.png").toString()),
                        LabelItem.at("/b/c.png", "/b/c.png"),
                        LabelItem.at("https://example.org/d.png", "https://example.org/d.png"));
    }

    @Test
    void linesOfJsonHavePathsOrBytes() throws IOException {
        String bytes = Base64.getEncoder().encodeToString(new byte[] {1, 2});
        Path lines = file("a.jsonl", "{\"image\": \"a.png\", \"id\": 7}\n{\"bytes\": \"" + bytes + "\"}\n");
        List<LabelItem> items = items(lines);
        assertThat(items.get(0))
                .isEqualTo(LabelItem.at("7", folder.resolve("a.png").toString()));
        assertThat(items.get(1).source()).isEqualTo("2");
        assertThat(((LabelItem.Bytes) items.get(1).content()).file()).containsExactly(1, 2);
    }

    @Test
    void aTableHasAColumnOfPictures() throws IOException {
        Path table = file("a.csv", "id,photo,note\nx,a.png,\"two\nlines\"\n,b.png,\n");
        assertThat(items(table, "photo"))
                .containsExactly(
                        LabelItem.at("x", folder.resolve("a.png").toString()),
                        LabelItem.at("b.png", folder.resolve("b.png").toString()));
        assertThatThrownBy(() -> items(table))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(table + ": has no column image, path");
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Path lines = file("a.jsonl", "{\"image\": \"a.png\"}\n{\"id\": 3}\n");
        assertThatThrownBy(() -> items(lines)).hasMessageStartingWith(lines + ":2: has no field image");
        assertThatThrownBy(() -> items(folder.resolve("none"))).hasMessageContaining("no such file or folder");
    }

    @Test
    void eachPageOfAPdfIsAPicture() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.addPage(new PDPage());
            document.save(folder.resolve("two.pdf").toFile());
        }
        file("broken.pdf", "%PDF-1.4 nothing");
        ItemSource paged = new PagedItems(ItemSource.of(folder, Optional.empty()), ImageLoader.standard());
        try (Stream<LabelItem> items = paged.items()) {
            assertThat(items.map(LabelItem::source)).containsExactly("broken.pdf", "two.pdf#page=1", "two.pdf#page=2");
        }
    }
}
