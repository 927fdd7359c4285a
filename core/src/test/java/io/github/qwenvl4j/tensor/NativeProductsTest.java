package io.github.qwenvl4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own products, of each set that this processor has, against the same products in double precision. */
class NativeProductsTest {

    private static final double ROUNDED = 1.0 / 256; // of a result, to bfloat16
    private static final double SUMS = 3e-4; // of the largest result: rounded activations, float32 sums

    @ParameterizedTest
    @CsvSource({
        "1, 4, 64",
        "2, 68, 1664",
        "3, 192, 192",
        "4, 64, 11008",
        "5, 132, 256",
        "7, 64, 4096",
        "100, 68, 128",
        "1, 33, 4304",
        "4, 3, 70",
        "6, 7, 1",
        "8, 35, 4304",
        "16, 64, 64",
        "33, 131, 4304",
        "1040, 40, 600"
    })
    void int8(long rows, long outputs, long inputs) {
        inScope(() -> {
            Tensor x = bfloat16(torch.randn(rows, inputs));
            Tensor values =
                    torch.randint(-127, 128, new long[] {outputs, inputs}).to(torch.ScalarType.Char);
            Tensor scales = bfloat16(torch.rand(outputs).add(new Scalar(0.1)));
            Tensor exact = torch.matmul(
                    wide(x), wide(values).mul(wide(scales).unsqueeze(1)).t());
            check(x, exact, part -> NativeProducts.int8Product(part, values, scales));
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 64, 128", "2, 128, 4096", "3, 64, 11008", "4, 192, 256", "5, 64, 384", "31, 128, 128", "20, 64, 256"
    })
    void int4(long rows, long outputs, long inputs) {
        int4Products(rows, outputs, inputs, NativeProductsTest::check);
    }

    /** With AMX, weights that are rounded to bfloat16. */
    @ParameterizedTest
    @CsvSource({"32, 64, 128", "100, 192, 4096", "65, 320, 384", "1060, 64, 640"})
    void manyRowsOfInt4(long rows, long outputs, long inputs) {
        int4Products(rows, outputs, inputs, (x, exact, product) -> checkValues(product.apply(x), exact, 3e-3));
    }

    private static void int4Products(long rows, long outputs, long inputs, ProductCheck check) {
        inScope(() -> {
            Tensor x = bfloat16(torch.randn(rows, inputs));
            Tensor q = torch.randint(0, 16, new long[] {outputs, inputs}).to(torch.ScalarType.Byte);
            Tensor pairs = bfloat16(torch.randn(inputs / 128, outputs, 2));
            Tensor blocks = q.view(outputs / 64, 64, inputs).transpose(1, 2); // [N/64, K, 64]
            Tensor packed = blocks.narrow(2, 0, 32)
                    .bitwise_or(blocks.narrow(2, 32, 32).bitwise_left_shift(new Scalar(4)))
                    .contiguous();
            Tensor scale = wide(pairs.select(2, 0)).t().unsqueeze(2); // [N, K/128, 1]
            Tensor zero = wide(pairs.select(2, 1)).t().unsqueeze(2);
            Tensor w =
                    wide(q).sub(new Scalar(8)).view(outputs, -1, 128).mul(scale).add(zero);
            Tensor exact = torch.matmul(wide(x), w.reshape(outputs, inputs).t());
            check.check(x, exact, part -> NativeProducts.int4Product(part, packed, pairs));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4, 128",
        "2, 36, 4096",
        "3, 72, 1664",
        "4, 64, 11008",
        "1, 33, 4304",
        "3, 5, 70",
        "4, 3, 1",
        "5, 36, 4096",
        "8, 7, 100"
    })
    void bfloat16(long rows, long outputs, long inputs) {
        bfloat16Products(rows, outputs, inputs, NativeProductsTest::check);
    }

    @ParameterizedTest
    @CsvSource({"9, 4, 128", "10, 36, 4096", "17, 72, 1664", "100, 64, 384", "9, 35, 4304", "33, 6, 33", "1040, 40, 600"
    })
    void manyRowsOfBfloat16(long rows, long outputs, long inputs) {
        bfloat16Products(rows, outputs, inputs, (x, exact, product) -> checkValues(product.apply(x), exact, SUMS));
    }

    private interface ProductCheck {
        void check(Tensor x, Tensor exact, Function<Tensor, Tensor> product);
    }

    private static void bfloat16Products(long rows, long outputs, long inputs, ProductCheck check) {
        inScope(() -> {
            Tensor x = bfloat16(torch.randn(rows, inputs));
            Tensor weight = bfloat16(torch.randn(outputs, inputs));
            Tensor exact = torch.matmul(wide(x), wide(weight).t());
            check.check(x, exact, part -> NativeProducts.bfloat16Product(part, weight));
        });
    }

    /** As near as bfloat16 can be, and every row (of many some) as if it were alone. */
    private static void check(Tensor x, Tensor exact, Function<Tensor, Tensor> product) {
        Tensor y = product.apply(x);
        checkValues(y, exact, SUMS);
        for (long row = 0; row < x.size(0); row += 1 + x.size(0) / 32) {
            assertThat(product.apply(x.narrow(0, row, 1)).equal(y.narrow(0, row, 1)))
                    .as("row %d", row)
                    .isTrue();
        }
    }

    private static void checkValues(Tensor y, Tensor exact, double bound) {
        double largest = exact.abs().max().item_double();
        Tensor excess = wide(y).sub(exact).abs().sub(exact.abs().mul(new Scalar(ROUNDED)));
        assertThat(excess.max().item_double()).isLessThan(bound * largest);
    }

    @Test
    void rowsOfZerosAndOfWhatIsNoNumberStayWhatTheyAre() {
        inScope(() -> {
            Tensor x = torch.ones(6, 128);
            x.select(0, 0).zero_();
            x.select(0, 1).fill_(new Scalar(1e-38));
            x.select(0, 2).select(0, 7).fill_(new Scalar(Float.NaN));
            x.select(0, 3).select(0, 127).fill_(new Scalar(Float.NEGATIVE_INFINITY));
            x.select(0, 4).fill_(new Scalar(1e30));
            Tensor values = torch.ones(64, 128).to(torch.ScalarType.Char);
            Tensor y = NativeProducts.int8Product(bfloat16(x), values, bfloat16(torch.ones(64)));
            float[] first = Tensors.toFloats(y.select(1, 0));
            assertThat(first[0]).isZero();
            assertThat(first[1]).isZero();
            assertThat(first[2]).isNaN();
            assertThat(first[3]).isNaN();
            assertThat(first[4]).isCloseTo(128e30f, withPercentage(1));
            assertThat(first[5]).isEqualTo(128);
        });
    }

    /** The largest numbers that there are, of one sign: the longest sums must not overflow. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5})
    void theLargestSumsDoNotOverflow(long rows) {
        inScope(() -> {
            Tensor x = bfloat16(torch.ones(rows, 16384));
            Tensor values = Tensors.full(-127, 64, 16384).to(torch.ScalarType.Char);
            Tensor y = NativeProducts.int8Product(x, values, bfloat16(torch.ones(64)));
            assertThat(wide(y).add(new Scalar(127 * 16384)).abs().max().item_double())
                    .isLessThan(127 * 16384 * ROUNDED);
        });
    }

    @Test
    void noRowsGiveNoRows() {
        inScope(() -> {
            Tensor none = bfloat16(torch.ones(0, 128));
            Tensor values = torch.ones(64, 128).to(torch.ScalarType.Char);
            assertThat(NativeProducts.int8Product(none, values, bfloat16(torch.ones(64)))
                            .shape())
                    .containsExactly(0, 64);
        });
    }

    @Test
    void manyThreadsAtOnceGetTheSame() {
        inScope(() -> {
            Tensor x = bfloat16(torch.randn(9, 256));
            Tensor values = torch.randint(-127, 128, new long[] {256, 256}).to(torch.ScalarType.Char);
            Tensor scales = bfloat16(torch.rand(256));
            Tensor expected = NativeProducts.int8Product(x, values, scales);
            long equal = IntStream.range(0, 200)
                    .parallel()
                    .filter(i -> {
                        try (PointerScope scope = new PointerScope()) {
                            return NativeProducts.int8Product(x, values, scales).equal(expected);
                        }
                    })
                    .count();
            assertThat(equal).isEqualTo(200);
        });
    }

    /** The libraries are kept built; whoever changes a source must run {@code src/main/c/build} and {@code natives}. */
    @ParameterizedTest
    @CsvSource({
        "linux-x86_64, libqwenvl4j.so",
        "linux-arm64, libqwenvl4j.so",
        "windows-x86_64, qwenvl4j.dll",
        "macosx-arm64, libqwenvl4j.dylib",
        "macosx-x86_64, libqwenvl4j.dylib"
    })
    void theLibraryIsBuiltFromItsSources(String platform, String library) throws IOException, NoSuchAlgorithmException {
        ByteArrayOutputStream sources = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(Path.of("src/main/c"))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList()) {
                sources.write(Files.readAllBytes(file));
            }
        }
        String now =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sources.toByteArray()));
        Path built = Path.of("src/main/resources/io/github/qwenvl4j/tensor").resolve(platform);
        assertThat(built.resolve(library)).isNotEmptyFile();
        assertThat(Files.readString(built.resolve("sources.sha256")).strip()).isEqualTo(now);
    }

    private static Tensor bfloat16(Tensor x) {
        return x.to(torch.ScalarType.BFloat16);
    }

    private static Tensor wide(Tensor x) {
        return x.to(torch.ScalarType.Double);
    }

    private static void inScope(Runnable body) {
        EachSet.run(() -> {
            torch.manual_seed(3);
            try (NoGradGuard noGrad = new NoGradGuard()) {
                Scopes.run(body);
            }
        });
    }
}
