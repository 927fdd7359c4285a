package io.github.qwenvl4j.batch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.image.ImageLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** A photo of a kind that cannot be read has a row that says so; what is not a picture is counted. */
    @Test
    void nothingInAFolderIsLeftOutInSilence() throws IOException {
        for (String name : List.of("a.HEIC", "b.tif", "c.txt", "d/e.txt", "README", "f.x.json")) {
            file(name, "");
        }
        assertThat(sources(folder)).containsExactly("a.HEIC", "b.tif");
        ItemSource paged = new PagedItems(ItemSource.of(folder, Optional.empty()), ImageLoader.standard());
        assertThat(paged.leftOut()).hasToString("{.json=1, .txt=2, without an ending=1}");
    }

    @Test
    void aLinkThatLeadsBackIsNotFollowed() throws IOException {
        file("a/b.png", "");
        Files.createSymbolicLink(folder.resolve("a/up"), folder);
        assertThat(sources(folder)).containsExactly("a/b.png");
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
    void aByteOrderMarkIsNotPartOfAName() throws IOException {
        LabelItem item = LabelItem.at("a.png", folder.resolve("a.png").toString());
        assertThat(items(file("list.txt", "\uFEFFa.png\r\n"))).containsExactly(item);
        assertThat(items(file("a.csv", "\uFEFFimage\r\na.png\r\n"))).containsExactly(item);
        assertThat(items(file("a.jsonl", "\uFEFF{\"image\": \"a.png\"}\r\n"))).containsExactly(item);
    }

    @Test
    void anEmptyCellIsARowOfItsOwn() throws IOException {
        List<LabelItem> items = items(file("a.csv", "id,image\n1,\n,\n3\n4,a.png\n"));
        assertThat(items).extracting(LabelItem::source).containsExactly("1", "3", "3", "4");
        assertThat(((LabelItem.Bytes) items.get(0).content()).file()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a.csv  | image;id~a.png;7     | : has no column image, path, url, file, bytes, content; its columns are image;id
            a.csv  | image~b.png~"a.png   | :3: the row that begins here is not CSV: a quote may be missing
            a.csv  | image~a,b            | :2: the row that begins here has more cells than there are columns
            a.csv  | image~é.png          | : cannot be read: is not UTF-8 text
            a.txt  | é.png                | : cannot be read: is not UTF-8 text
            """, quoteCharacter = '\0')
    void aDamagedFileIsNamedInOneLine(String name, String text, String reason) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, text.replace('~', '\n').getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> items(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(file + reason)
                .message()
                .hasLineCount(1);
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Path lines = file("a.jsonl", "{\"image\": \"a.png\"}\n{\"id\": 3}\n");
        assertThatThrownBy(() -> items(lines)).hasMessageStartingWith(lines + ":2: has no field image");
        assertThatThrownBy(() -> items(folder.resolve("none"))).hasMessageContaining("no such file or folder");
    }

    private Path twoPages(String name) throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.addPage(new PDPage());
            document.save(folder.resolve(name).toFile());
        }
        return folder.resolve(name);
    }

    @Test
    void eachPageOfAPdfInATableIsAPicture() throws IOException {
        String bytes = Base64.getEncoder().encodeToString(Files.readAllBytes(twoPages("a.pdf")));
        Path table = file(
                "a.csv",
                "id,image\nx,a.pdf\ny,a.pdf#page=2\nz,file:a.pdf?size=1\nw,\"data:application/pdf;base64," + bytes
                        + "\"\n");
        ItemSource paged = new PagedItems(ItemSource.of(table, Optional.empty()), ImageLoader.standard());
        Path lines = file("a.jsonl", "{\"bytes\": \"" + bytes + "\", \"id\": 7}\n");
        ItemSource inside = new PagedItems(ItemSource.of(lines, Optional.empty()), ImageLoader.standard());
        try (Stream<LabelItem> items = paged.items();
                Stream<LabelItem> of = inside.items()) {
            assertThat(items.map(LabelItem::source))
                    .containsExactly("x#page=1", "x#page=2", "y", "z", "w#page=1", "w#page=2");
            assertThat(of.map(LabelItem::source)).containsExactly("7#page=1", "7#page=2");
        }
    }

    @Test
    void eachPageOfAPdfIsAPicture() throws IOException {
        twoPages("two.pdf");
        file("broken.pdf", "%PDF-1.4 nothing");
        ItemSource paged = new PagedItems(ItemSource.of(folder, Optional.empty()), ImageLoader.standard());
        try (Stream<LabelItem> items = paged.items()) {
            assertThat(items.map(LabelItem::source)).containsExactly("broken.pdf", "two.pdf#page=1", "two.pdf#page=2");
        }
    }
}
