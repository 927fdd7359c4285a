/*
 * Runs every kernel of every set that this processor has over operands that end where their memory ends, and compares the
 * results with plain loops: for a build with sanitizers (core/src/test/c/sanitize), which see each byte that is read or
 * written beyond them. Its argument is the library. For other systems, with a Python that has ziglang:
 *
 *   python -m ziglang cc -target aarch64-linux-gnu.2.31 check.c -lm -ldl -o check && qemu-aarch64 -L /usr/aarch64-linux-gnu check LIB
 *   python -m ziglang cc -target x86_64-windows-gnu check.c -o check.exe && wine check.exe LIB
 */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>

enum { RTLD_NOW };

static void *dlopen(const char *file, int how) {
  (void) how;
  return (void *) LoadLibraryA(file);
}

static void *dlsym(void *library, const char *name) {
  return (void *) GetProcAddress(library, name);
}

static const char *dlerror(void) {
  return "the library cannot be loaded";
}
#else
#include <dlfcn.h>
#endif

typedef uint16_t bfloat16;
typedef uint8_t (*linear)(void *, void *, int64_t layer, int64_t x, int64_t rows, int64_t y);
typedef uint8_t (*attention)(void *, void *, int64_t sizes, int64_t q, int64_t keys, int64_t key_scales, int64_t values,
                             int64_t value_scales, int64_t y);

static linear run_linear;
static attention attend;
static const char *set;
static int failures;

static float float_of(bfloat16 x) {
  union { uint32_t bits; float value; } wide = {(uint32_t) x << 16};
  return wide.value;
}

static void *memory(int64_t bytes) {
  void *all = malloc(bytes);
  if (!all) {
    abort();
  }
  return all;
}

/* Numbers from 1/2 to 1, of both signs. */
static bfloat16 *numbers(int64_t count) {
  bfloat16 *all = memory(count * sizeof(bfloat16));
  for (int64_t i = 0; i < count; i++) {
    all[i] = 0x3f00 | (rand() & 0x807f);
  }
  return all;
}

static float *wide(const bfloat16 *x, int64_t count) {
  float *all = memory(count * sizeof(float));
  for (int64_t i = 0; i < count; i++) {
    all[i] = float_of(x[i]);
  }
  return all;
}

/* From -1 to 1, with all the digits of float32. */
static float *floats(int64_t count) {
  float *all = memory(count * sizeof(float));
  for (int64_t i = 0; i < count; i++) {
    all[i] = (float) rand() / (float) RAND_MAX * 2 - 1;
  }
  return all;
}

static void compare_floats(const char *what, const float *y, const double *expected, int64_t count, double part,
                           const int64_t *sizes) {
  double largest = 0, error = 0;
  for (int64_t i = 0; i < count; i++) {
    largest = fmax(largest, fabs(expected[i]));
    error = fmax(error, fabs(y[i] - expected[i]));
  }
  if (!(error <= largest * part)) {
    printf("%s, %s [%" PRId64 ", %" PRId64 ", %" PRId64 "]: an error of %g where the largest result is %g\n", set, what, sizes[0], sizes[1], sizes[2],
           error, largest);
    failures++;
  }
}

static void compare(const char *what, const bfloat16 *y, const double *expected, int64_t count, double part,
                    const int64_t *sizes) {
  double largest = 0, error = 0;
  for (int64_t i = 0; i < count; i++) {
    largest = fmax(largest, fabs(expected[i]));
    error = fmax(error, fabs(float_of(y[i]) - expected[i]));
  }
  if (!(error <= largest * part)) {
    printf("%s, %s [%" PRId64 ", %" PRId64 ", %" PRId64 "]: an error of %g where the largest result is %g\n", set, what, sizes[0], sizes[1], sizes[2],
           error, largest);
    failures++;
  }
}

enum { OF_INT8, OF_INT4, OF_BFLOAT16, OF_FLOAT32 };

static double weight(int kind, const void *weights, const bfloat16 *scales, int64_t n, int64_t k, const int64_t *sizes) {
  int64_t outputs = sizes[1], inputs = sizes[2];
  switch (kind) {
    case OF_INT8: return ((const int8_t *) weights)[n * inputs + k] * float_of(scales[n]);
    case OF_BFLOAT16: return float_of(((const bfloat16 *) weights)[n * inputs + k]);
    case OF_FLOAT32: return ((const float *) weights)[n * inputs + k];
    default: break;
  }
  uint8_t both = ((const uint8_t *) weights)[n / 64 * inputs * 32 + k * 32 + n % 32];
  const bfloat16 *pair = scales + (k / 128 * outputs + n) * 2;
  return ((n % 64 < 32 ? both & 15 : both >> 4) - 8) * float_of(pair[0]) + float_of(pair[1]);
}

static void *weights_of(int kind, int64_t outputs, int64_t inputs) {
  if (kind == OF_FLOAT32 || kind == OF_BFLOAT16) {
    return kind == OF_FLOAT32 ? (void *) floats(outputs * inputs) : (void *) numbers(outputs * inputs);
  }
  int64_t bytes = outputs * inputs / (kind == OF_INT4 ? 2 : 1);
  uint8_t *weights = memory(bytes);
  for (int64_t i = 0; i < bytes; i++) {
    weights[i] = (uint8_t) rand();
  }
  return weights;
}

/* sizes: rows, outputs, inputs */
static void check_linear(int kind, int biased, const int64_t *sizes) {
  static const char *const names[] = {"int8", "int4", "bfloat16", "float32"};
  int64_t rows = sizes[0], outputs = sizes[1], inputs = sizes[2];
  bfloat16 *scales = numbers(kind == OF_INT4 ? inputs / 128 * outputs * 2 : outputs), *narrow = numbers(outputs);
  float *x = floats(rows * inputs), *y = memory(rows * outputs * sizeof(float)), *bias = wide(narrow, outputs);
  void *weights = weights_of(kind, outputs, inputs);
  double *expected = memory(rows * outputs * sizeof(double));
  for (int64_t i = 0; i < rows * outputs; i++) {
    expected[i] = biased ? bias[i % outputs] : 0;
    for (int64_t k = 0; k < inputs; k++) {
      expected[i] += x[i / outputs * inputs + k] * weight(kind, weights, scales, i % outputs, k, sizes);
    }
  }
  const void *of_layer = !biased ? 0 : kind == OF_FLOAT32 ? (void *) bias : (void *) narrow;
  int64_t layer[] = {kind, (int64_t) weights, (int64_t) scales, (int64_t) of_layer, outputs, inputs};
  run_linear(0, 0, (int64_t) layer, (int64_t) x, rows, (int64_t) y);
  compare_floats(names[kind], y, expected, rows * outputs, kind == OF_FLOAT32 ? 1e-6 : 0.01, sizes);
  void *const all[] = {scales, narrow, x, y, bias, weights, expected};
  for (int i = 0; i < 7; i++) {
    free(all[i]);
  }
}

/* Keys and values in bfloat16 or, with scales, int8; a head reads those of head / shared. */
static double number(const void *all, const bfloat16 *scales, int64_t position, int64_t i, int64_t dim) {
  return scales ? ((const int8_t *) all)[position * dim + i] * float_of(scales[position])
                : float_of(((const bfloat16 *) all)[position * dim + i]);
}

static void expect_head(double *y, const bfloat16 *q, int64_t seen, int64_t first, int64_t dim, void *const *memories) {
  double total = 0;
  memset(y, 0, dim * sizeof(double));
  for (int64_t t = first; t < first + seen; t++) {
    double score = 0;
    for (int64_t i = 0; i < dim; i++) {
      score += float_of(q[i]) * number(memories[0], memories[1], t, i, dim);
    }
    double weight = exp(score / sqrt((double) dim));
    total += weight;
    for (int64_t i = 0; i < dim; i++) {
      y[i] += weight * number(memories[2], memories[3], t, i, dim);
    }
  }
  for (int64_t i = 0; i < dim; i++) {
    y[i] /= total;
  }
}

static void check_attention(int64_t rows, int64_t past, int64_t dim, int64_t shared, int packed) {
  int64_t kv = 2, heads = kv * shared, capacity = past + rows;
  int64_t sizes[] = {rows, heads, dim, past, kv, capacity};
  bfloat16 *q = numbers(rows * heads * dim), *y = memory(rows * heads * dim * sizeof(bfloat16));
  void *memories[4] = {0};
  for (int i = 0; i < 4; i += 2) {
    memories[i] = packed ? memory(kv * capacity * dim) : numbers(kv * capacity * dim);
    memories[i + 1] = packed ? numbers(kv * capacity) : 0;
    for (int64_t b = 0; packed && b < kv * capacity * dim; b++) {
      ((int8_t *) memories[i])[b] = (int8_t) (rand() % 5 - 2);
    }
  }
  double *expected = memory(rows * heads * dim * sizeof(double));
  for (int64_t i = 0; i < rows * heads; i++) {
    expect_head(expected + i * dim, q + i * dim, past + i / heads + 1, i % heads / shared * capacity, dim, memories);
  }
  attend(0, 0, (int64_t) sizes, (int64_t) q, (int64_t) memories[0], (int64_t) memories[1], (int64_t) memories[2],
         (int64_t) memories[3], (int64_t) y);
  compare(packed ? "attention over int8" : "attention", y, expected, rows * heads * dim, 0.01, sizes);
  free(q);
  free(y);
  free(expected);
  for (int i = 0; i < 4; i++) {
    free(memories[i]);
  }
}

/* ---- decoder blocks: see decoder.c ---- */

enum { STACK = 1 + 3 * 6, HEADER = 11, HIDDEN = 128, INNER = 192, DIM = 40, QUERIES = 4, KEYS = 2 };

/* A layer of [outputs, inputs] at its place in the description; its weights are small. */
static void describe(int64_t *layer, int kind, int64_t outputs, int64_t inputs, int biased) {
  int64_t bytes = kind == OF_INT4 ? outputs * inputs / 2 : outputs * inputs;
  uint8_t *weights = kind == OF_BFLOAT16 ? (uint8_t *) numbers(outputs * inputs) : memory(bytes);
  bfloat16 *scales = numbers(kind == OF_INT4 ? inputs / 128 * outputs * 2 : outputs);
  for (int64_t i = 0; kind != OF_BFLOAT16 && i < bytes; i++) {
    weights[i] = (uint8_t) rand();
  }
  for (int64_t i = 0; i < (kind == OF_INT4 ? inputs / 128 * outputs * 2 : outputs); i++) {
    scales[i] -= 0x0500; /* / 1024 */
  }
  for (int64_t i = 0; kind == OF_BFLOAT16 && i < outputs * inputs; i++) {
    ((bfloat16 *) weights)[i] -= 0x0180; /* / 8 */
  }
  memcpy(layer, (int64_t[]){kind, (int64_t) weights, (int64_t) scales, biased ? (int64_t) numbers(outputs) : 0, outputs, inputs},
         6 * sizeof(int64_t));
}

static double layer_output(const int64_t *layer, const double *x, int64_t n) {
  int64_t sizes[] = {0, layer[4], layer[5]};
  double sum = layer[3] ? float_of(((const bfloat16 *) layer[3])[n]) : 0;
  for (int64_t k = 0; k < layer[5]; k++) {
    sum += x[k] * weight((int) layer[0], (const void *) layer[1], (const bfloat16 *) layer[2], n, k, sizes);
  }
  return sum;
}

static void expect_layer(const int64_t *layer, const double *x, double *y) {
  for (int64_t n = 0; n < layer[4]; n++) {
    y[n] = layer_output(layer, x, n);
  }
}

static float *ones(int64_t count) {
  float *all = memory(count * sizeof(float));
  for (int64_t i = 0; i < count; i++) {
    all[i] = 1;
  }
  return all;
}

static void expect_norm(const double *x, int64_t size, double *y) {
  double sum = 0;
  for (int64_t i = 0; i < size; i++) {
    sum += x[i] * x[i];
  }
  for (int64_t i = 0; i < size; i++) {
    y[i] = x[i] / sqrt(sum / size);
  }
}

/* One row that sees only itself: attention gives its values; angles are 0. */
static void expect_row(const int64_t *block, const double *h, double *y) {
  const int64_t *qkv = block + HEADER + 1, *out = qkv + STACK, *both = out + STACK, *down = both + STACK;
  double normed[HIDDEN], projected[(QUERIES + 2 * KEYS) * DIM], attended[QUERIES * DIM], result[HIDDEN], pair[2 * INNER], inner[INNER];
  expect_norm(h, HIDDEN, normed);
  expect_layer(qkv, normed, projected);
  for (int64_t i = 0; i < QUERIES * DIM; i++) {
    attended[i] = projected[(QUERIES + KEYS + i / DIM / (QUERIES / KEYS)) * DIM + i % DIM];
  }
  expect_layer(out, attended, result);
  for (int64_t i = 0; i < HIDDEN; i++) {
    y[i] = h[i] + result[i];
  }
  expect_norm(y, HIDDEN, normed);
  expect_layer(both, normed, pair);
  expect_layer(both + 6, normed, pair + INNER);
  for (int64_t i = 0; i < INNER; i++) {
    inner[i] = pair[i] / (1 + exp(-pair[i])) * pair[INNER + i];
  }
  expect_layer(down, inner, result);
  for (int64_t i = 0; i < HIDDEN; i++) {
    y[i] += result[i];
  }
}

static uint8_t (*decode)(void *, void *, int64_t step, int64_t blocks, int64_t first, int64_t end);

/* Sequences of one row each. Out's inputs, QUERIES * DIM, are no multiple of 128: int4 has int8 there. */
static void check_decoder(int kind, int64_t sequences, int packed) {
  int64_t block[HEADER + 4 * STACK] = {HIDDEN, QUERIES, KEYS, DIM, INNER, 0}, *qkv = block + HEADER, *both = qkv + 2 * STACK;
  *(double *) (block + 6) = 1e-9;
  for (int i = 7; i < HEADER; i++) {
    block[i] = (int64_t) ones(i == 8 || i == 9 ? DIM : HIDDEN);
  }
  qkv[0] = qkv[STACK] = qkv[3 * STACK] = 1;
  both[0] = 2;
  describe(qkv + 1, kind, (QUERIES + 2 * KEYS) * DIM, HIDDEN, 1);
  describe(qkv + STACK + 1, kind == OF_INT4 ? OF_INT8 : kind, HIDDEN, QUERIES * DIM, 0);
  describe(both + 1, kind, INNER, HIDDEN, 0);
  describe(both + 7, kind, INNER, HIDDEN, 0);
  describe(qkv + 3 * STACK + 1, kind == OF_INT4 ? OF_INT8 : kind, HIDDEN, INNER, 0);
  float *h = memory(sequences * HIDDEN * sizeof(float)), *cosines = ones(sequences * DIM), *sines = ones(sequences * DIM);
  bfloat16 *start = numbers(sequences * HIDDEN), *rounded = memory(sequences * HIDDEN * sizeof(bfloat16));
  double *expected = memory(sequences * HIDDEN * sizeof(double));
  int64_t *step = memory((6 + 8 * sequences) * sizeof(int64_t)), *caches = step + 6 + 4 * sequences;
  memcpy(step, (int64_t[]){sequences, (int64_t) h, (int64_t) cosines, (int64_t) sines, 0, sequences}, 6 * sizeof(int64_t));
  for (int64_t s = 0; s < sequences; s++) {
    memcpy(step + 6 + 4 * s, (int64_t[]){1, 0, 1, (int64_t) (caches + 4 * s)}, 4 * sizeof(int64_t));
    for (int i = 0; i < 4; i++) {
      caches[4 * s + i] = i % 2 == 0 ? (int64_t) memory(KEYS * DIM * (packed ? 1 : 2)) : packed ? (int64_t) numbers(KEYS) : 0;
    }
    double row[HIDDEN];
    for (int64_t i = 0; i < HIDDEN; i++) {
      row[i] = h[s * HIDDEN + i] = float_of(start[s * HIDDEN + i]);
    }
    expect_row(block, row, expected + s * HIDDEN);
  }
  memset(sines, 0, sequences * DIM * sizeof(float));
  decode(0, 0, (int64_t) step, (int64_t) (int64_t[]){(int64_t) block}, 0, 1);
  for (int64_t i = 0; i < sequences * HIDDEN; i++) {
    union { float value; uint32_t bits; } wide = {h[i]};
    rounded[i] = (bfloat16) (wide.bits >> 16);
  }
  compare("a decoder block", rounded, expected, sequences * HIDDEN, 0.02, (int64_t[]){sequences, kind, packed});
  for (int64_t s = 0; s < 4 * sequences; s++) {
    free((void *) caches[s]);
  }
  for (int64_t *l = qkv + 1; l < qkv + 4 * STACK; l += l == both + 1 ? 6 : l == both + 7 ? STACK - 6 : STACK) {
    free((void *) l[1]);
    free((void *) l[2]);
    free((void *) l[3]);
  }
  for (int i = 7; i < HEADER; i++) {
    free((void *) block[i]);
  }
  void *const all[] = {h, cosines, sines, start, rounded, expected, step};
  for (int i = 0; i < 7; i++) {
    free(all[i]);
  }
}

static void check_all(void) {
  for (int kind = OF_INT8; kind <= OF_BFLOAT16; kind++) {
    check_decoder(kind, 1, 0);
    check_decoder(kind, 3, 1);
    check_decoder(kind, 19, 0);
  }
  static const int64_t rows[] = {1, 2, 3, 4, 5, 8, 9, 17, 33};
  static const int64_t sizes[][2] = {{1, 1}, {3, 70}, {33, 300}, {64, 256}, {130, 100}};
  for (int r = 0; r < (int) (sizeof(rows) / sizeof(rows[0])); r++) {
    for (int i = 0; i < 5; i++) {
      check_linear(OF_INT8, i % 2, (int64_t[]){rows[r], sizes[i][0], sizes[i][1]});
      check_linear(OF_BFLOAT16, i % 2, (int64_t[]){rows[r], sizes[i][0], sizes[i][1]});
      check_linear(OF_FLOAT32, i % 2, (int64_t[]){rows[r], sizes[i][0], sizes[i][1]});
    }
    check_linear(OF_INT4, 1, (int64_t[]){rows[r], 64, 128});
    check_linear(OF_INT4, 0, (int64_t[]){rows[r], 192, 256});
  }
  for (int64_t dim = 8; dim <= 136; dim += 8) {
    for (int packed = 0; packed < 2; packed++) {
      check_attention(1, dim / 3, dim, 1, packed);
      check_attention(3, 0, dim, 2, packed);
    }
  }
}

static void *method(void *library, const char *name) {
  char symbol[200];
  snprintf(symbol, sizeof(symbol), "Java_io_github_qwenvl4j_cpu_%s", name);
  void *found = dlsym(library, symbol);
  if (!found) {
    printf("%s is missing\n", symbol);
    exit(1);
  }
  return found;
}

int main(int count, char **arguments) {
  void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW) : 0;
  if (!library) {
    printf("usage: check LIBRARY\n%s\n", count == 2 ? dlerror() : "");
    return 2;
  }
  run_linear = (linear) method(library, "NativeLinear_run");
  attend = (attention) method(library, "NativeAttention_attend");
  decode = (uint8_t(*)(void *, void *, int64_t, int64_t, int64_t, int64_t)) method(library, "NativeDecoder_run");
  ((void (*)(void *, void *, int32_t)) method(library, "NativeThreads_use"))(0, 0, 3);
  int32_t sets = ((int32_t(*)(void *, void *)) method(library, "NativeKernels_sets"))(0, 0);
  for (int32_t i = 0; i < sets; i++) {
    char name[16];
    ((void (*)(void *, void *, int32_t, int64_t)) method(library, "NativeKernels_name"))(0, 0, i, (int64_t) name);
    set = name;
    if (!((uint8_t(*)(void *, void *, int32_t)) method(library, "NativeKernels_use"))(0, 0, i)) {
      printf("skipped  %s: not on this processor\n", name);
      continue;
    }
    int before = failures;
    check_all();
    printf("%s  %s\n", failures == before ? "ok     " : "FAILED ", name);
  }
  return failures > 0;
}
