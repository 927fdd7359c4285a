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
typedef uint8_t (*linear)(void *, void *, int64_t layers, int64_t count, int64_t x, int64_t rows, int64_t y);
typedef uint8_t (*attention_over_caches)(void *, void *, int64_t sizes, int64_t q, int64_t keys, int64_t key_scales,
                                         int64_t values, int64_t value_scales, int64_t y);
typedef uint8_t (*attention_of_many)(void *, void *, int64_t sizes, int64_t q, int64_t k, int64_t v, int64_t y);
typedef void (*cache_writing)(void *, void *, int64_t sizes, int64_t rows, int64_t numbers, int64_t scales);

static linear run_linear;
static attention_over_caches attend_cached;
static attention_of_many attend_many;
static cache_writing write_cache;
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

/*
 * Each number rounded to bfloat16, and once more with its bias, whose share of it is given; the sums before may be wrong by a part of
 * the largest result, so that a lost low digit of the rows is seen.
 */
static void compare_narrow(const char *what, const float *y, const double *expected, const double *products, int64_t count, double part,
                           const int64_t *sizes) {
  double largest = 0;
  for (int64_t i = 0; i < count; i++) {
    largest = fmax(largest, fabs(products[i]));
  }
  for (int64_t i = 0; i < count; i++) {
    double allowed = (fabs(expected[i]) + fabs(products[i])) / 256 + largest * part;
    if (!(fabs(y[i] - expected[i]) <= allowed)) {
      printf("%s, %s [%" PRId64 ", %" PRId64 ", %" PRId64 "]: %g where %g is right and the largest result %g\n", set, what, sizes[0],
             sizes[1], sizes[2], y[i], expected[i], largest);
      failures++;
      return;
    }
  }
}

enum { OF_INT8, OF_INT4, OF_BFLOAT16, OF_FLOAT32, OF_WIDENED };

static int is_wide(int kind) {
  return kind == OF_FLOAT32 || kind == OF_WIDENED;
}

/* sizes: rows, outputs, inputs, and groups of inputs in int4 */
static double weight(int kind, const void *weights, const bfloat16 *scales, int64_t n, int64_t k, const int64_t *sizes) {
  int64_t outputs = sizes[1], inputs = sizes[2];
  switch (kind) {
    case OF_INT8: return ((const int8_t *) weights)[n * inputs + k] * float_of(scales[n]);
    case OF_BFLOAT16:
    case OF_WIDENED: return float_of(((const bfloat16 *) weights)[n * inputs + k]);
    case OF_FLOAT32: return ((const float *) weights)[n * inputs + k];
    default: break;
  }
  uint8_t both = ((const uint8_t *) weights)[n / 64 * inputs * 32 + k * 32 + n % 32];
  const bfloat16 *pair = scales + (k / (inputs / sizes[3]) * outputs + n) * 2;
  return ((n % 64 < 32 ? both & 15 : both >> 4) - 8) * float_of(pair[0]) + float_of(pair[1]);
}

static void *weights_of(int kind, int64_t outputs, int64_t inputs) {
  if (is_wide(kind) || kind == OF_BFLOAT16) {
    return kind == OF_FLOAT32 ? (void *) floats(outputs * inputs) : (void *) numbers(outputs * inputs);
  }
  int64_t bytes = outputs * inputs / (kind == OF_INT4 ? 2 : 1);
  uint8_t *weights = memory(bytes);
  for (int64_t i = 0; i < bytes; i++) {
    weights[i] = (uint8_t) rand();
  }
  return weights;
}

/* sizes: as above */
static void check_linear(int kind, int biased, const int64_t *sizes) {
  static const char *const names[] = {"int8", "int4", "bfloat16", "float32", "widened"};
  int64_t rows = sizes[0], outputs = sizes[1], inputs = sizes[2], groups = sizes[3];
  bfloat16 *scales = numbers(kind == OF_INT4 ? groups * outputs * 2 : outputs), *narrow = numbers(outputs);
  bfloat16 *rounded = numbers(rows * inputs);
  float *x = is_wide(kind) ? floats(rows * inputs) : wide(rounded, rows * inputs);
  float *y = memory(rows * outputs * sizeof(float)), *bias = wide(narrow, outputs);
  void *weights = weights_of(kind, outputs, inputs);
  double *expected = memory(rows * outputs * sizeof(double)), *products = memory(rows * outputs * sizeof(double));
  for (int64_t i = 0; i < rows * outputs; i++) {
    products[i] = 0;
    for (int64_t k = 0; k < inputs; k++) {
      products[i] += x[i / outputs * inputs + k] * weight(kind, weights, scales, i % outputs, k, sizes);
    }
    expected[i] = products[i] + (biased ? bias[i % outputs] : 0);
  }
  const void *of_layer = !biased ? 0 : is_wide(kind) ? (void *) bias : (void *) narrow;
  int64_t layer[] = {kind, (int64_t) weights, (int64_t) scales, (int64_t) of_layer, outputs, inputs, groups};
  run_linear(0, 0, (int64_t) layer, 1, (int64_t) x, rows, (int64_t) y);
  if (is_wide(kind)) {
    compare_floats(names[kind], y, expected, rows * outputs, 2e-5, sizes);
  } else { /* tiles round weights of int4 to bfloat16 */
    compare_narrow(names[kind], y, expected, products, rows * outputs, kind == OF_INT4 && !strcmp(set, "amx") ? 2e-3 : 1e-4, sizes);
  }
  void *const all[] = {scales, narrow, rounded, x, y, bias, weights, expected, products};
  for (int i = 0; i < 9; i++) {
    free(all[i]);
  }
}

/* ---- attention ---- */

enum { KEPT_BFLOAT16, KEPT_INT8, KEPT_FLOAT32 };

/* Of positions in memory, as attention reads them. */
typedef struct {
  int kept;
  void *numbers;
  bfloat16 *scales;
  int64_t row, head, capacity;
} positions;

static double number(const positions *p, int64_t t, int64_t head, int64_t i) {
  int64_t at = t * p->row + head * p->head + i;
  switch (p->kept) {
    case KEPT_BFLOAT16: return float_of(((const bfloat16 *) p->numbers)[at]);
    case KEPT_INT8: return ((const int8_t *) p->numbers)[at] * float_of(p->scales[head * p->capacity + t]);
    default: return ((const float *) p->numbers)[at];
  }
}

static void expect_row_of_head(double *y, const float *q, int64_t seen, int64_t head, int64_t dim, const positions *k, const positions *v) {
  double total = 0;
  memset(y, 0, dim * sizeof(double));
  for (int64_t t = 0; t < seen; t++) {
    double score = 0;
    for (int64_t i = 0; i < dim; i++) {
      score += q[i] * number(k, t, head, i);
    }
    double weight = exp(score / sqrt((double) dim));
    total += weight;
    for (int64_t i = 0; i < dim; i++) {
      y[i] += weight * number(v, t, head, i);
    }
  }
  for (int64_t i = 0; i < dim; i++) {
    y[i] /= total;
  }
}

static positions new_cache(int kept, int64_t heads, int64_t capacity, int64_t dim) {
  int64_t count = heads * capacity * dim;
  positions p = {kept, memory(count * (kept == KEPT_BFLOAT16 ? 2 : kept == KEPT_INT8 ? 1 : 4)),
                 kept == KEPT_INT8 ? memory(heads * capacity * sizeof(bfloat16)) : 0, dim, capacity * dim, capacity};
  return p;
}

/* Of new rows with strides that leave numbers out. */
static void check_written(positions *cache, int64_t heads, int64_t dim) {
  int64_t rows = cache->capacity, head = dim + 3, row = heads * head + 5;
  int64_t sizes[] = {rows - 1, heads, dim, row, head, 1, rows, cache->kept};
  float *x = floats((rows - 1) * row);
  double *expected = memory((rows - 1) * heads * dim * sizeof(double));
  float *y = memory((rows - 1) * heads * dim * sizeof(float));
  write_cache(0, 0, (int64_t) (int64_t[]){1, heads, dim, row, head, 0, rows, cache->kept}, (int64_t) x, (int64_t) cache->numbers,
              (int64_t) cache->scales);
  write_cache(0, 0, (int64_t) sizes, (int64_t) x, (int64_t) cache->numbers, (int64_t) cache->scales);
  for (int64_t i = 0; i < (rows - 1) * heads * dim; i++) {
    int64_t r = i / (heads * dim), h = i / dim % heads;
    expected[i] = x[r * row + h * head + i % dim];
    y[i] = (float) number(cache, r + 1, h, i % dim);
  }
  compare_floats("a cache", y, expected, (rows - 1) * heads * dim, (const double[]){0.004, 0.008, 0}[cache->kept], sizes);
  free(x);
  free(y);
  free(expected);
}

static void check_cached(int64_t rows, int64_t past, int64_t dim, int64_t shared, int kept) {
  int64_t kv = 2, heads = kv * shared, capacity = past + rows + 1, sizes[] = {rows, heads, dim, past, kv, capacity, kept};
  bfloat16 *narrow = numbers(rows * heads * dim);
  float *q = kept == KEPT_FLOAT32 ? floats(rows * heads * dim) : wide(narrow, rows * heads * dim);
  float *y = memory(rows * heads * dim * sizeof(float));
  positions k = new_cache(kept, kv, capacity, dim), v = new_cache(kept, kv, capacity, dim);
  check_written(&k, kv, dim);
  check_written(&v, kv, dim);
  double *expected = memory(rows * heads * dim * sizeof(double));
  for (int64_t i = 0; i < rows * heads; i++) {
    expect_row_of_head(expected + i * dim, q + i * dim, past + i / heads + 1, i % heads / shared, dim, &k, &v);
  }
  attend_cached(0, 0, (int64_t) sizes, (int64_t) q, (int64_t) k.numbers, (int64_t) k.scales, (int64_t) v.numbers,
                (int64_t) v.scales, (int64_t) y);
  compare_floats((const char *const[]){"attention", "attention over int8", "attention over float32"}[kept], y, expected,
                 rows * heads * dim, kept == KEPT_FLOAT32 ? 2e-6 : 0.005, sizes);
  void *const all[] = {narrow, q, y, k.numbers, k.scales, v.numbers, v.scales, expected};
  for (int i = 0; i < 8; i++) {
    free(all[i]);
  }
}

/* Sequences of rows with strides that leave numbers out. */
static void check_many(int64_t rows, int64_t count, int64_t dim, int64_t shared, int rounded) {
  int64_t kv = 2, heads = kv * shared, sequences = 2, head = dim + 1, q_row = heads * head + 2, row = kv * head + 3;
  int64_t sizes[] = {rows, count, heads, kv, dim, q_row, head, row, head, row, head, sequences, rounded};
  float *q = floats(sequences * rows * q_row), *y = memory(sequences * rows * heads * dim * sizeof(float));
  float *k = floats(sequences * count * row), *v = floats(sequences * count * row);
  double *expected = memory(sequences * rows * heads * dim * sizeof(double));
  for (int64_t i = 0; i < sequences * rows * heads; i++) {
    int64_t s = i / heads / rows;
    positions keys = {KEPT_FLOAT32, k + s * count * row, 0, row, head, 0}, values = {KEPT_FLOAT32, v + s * count * row, 0, row, head, 0};
    expect_row_of_head(expected + i * dim, q + i / heads * q_row + i % heads * head, count, i % heads / shared, dim, &keys, &values);
  }
  attend_many(0, 0, (int64_t) sizes, (int64_t) q, (int64_t) k, (int64_t) v, (int64_t) y);
  compare_floats(rounded ? "attention, rounded" : "attention of many rows", y, expected, sequences * rows * heads * dim,
                 rounded ? 0.02 : 4e-6, (int64_t[]){rows, count, dim});
  void *const all[] = {q, y, k, v, expected};
  for (int i = 0; i < 5; i++) {
    free(all[i]);
  }
}

static void check_all_attention(void) {
  for (int64_t dim = 8; dim <= 136; dim += 8) {
    for (int kept = KEPT_BFLOAT16; kept <= KEPT_FLOAT32; kept++) {
      check_cached(1, dim / 3, dim, 1, kept);
      check_cached(3, 0, dim, 2, kept);
      check_cached(dim / 4 + 9, dim % 48, dim, 1 + dim % 3, kept);
    }
    check_many(dim / 2, dim * 2 - 13, dim, 1 + dim % 2, 0);
    check_many(dim / 2, dim * 2 - 13, dim, 1 + dim % 2, 1);
  }
  static const int64_t sizes[][3] = {{1, 1, 5}, {1, 40, 80}, {300, 1, 104}, {33, 300, 72}, {150, 97, 1}, {129, 33, 67}, {7, 520, 64}};
  for (int i = 0; i < 7; i++) {
    check_many(sizes[i][0], sizes[i][1], sizes[i][2], 1, 0);
    check_many(sizes[i][0], sizes[i][1], sizes[i][2], 2, 1);
    check_cached(sizes[i][0], sizes[i][1], sizes[i][2], 1, i % 3);
  }
}

/* ---- decoder blocks: see decoder.c ---- */

enum { LAYER = 7, STACK = 1 + 3 * LAYER, HEADER = 11, HIDDEN = 128, INNER = 192, DIM = 40, QUERIES = 4, KEYS = 2 };

/* A layer of [outputs, inputs] at its place in the description; its weights are small. */
static void describe(int64_t *layer, int kind, int64_t outputs, int64_t inputs, int biased) {
  int64_t groups = kind == OF_INT4 ? inputs / 64 : 0;
  void *weights = weights_of(kind, outputs, inputs);
  int64_t scales_count = kind == OF_INT4 ? groups * outputs * 2 : outputs;
  bfloat16 *scales = numbers(scales_count);
  for (int64_t i = 0; i < scales_count; i++) {
    scales[i] -= 0x0500; /* / 1024 */
  }
  for (int64_t i = 0; i < outputs * inputs; i++) {
    if (kind == OF_BFLOAT16 || kind == OF_WIDENED) {
      ((bfloat16 *) weights)[i] -= 0x0180; /* / 8 */
    } else if (kind == OF_FLOAT32) {
      ((float *) weights)[i] /= 8;
    }
  }
  void *bias = !biased ? 0 : is_wide(kind) ? (void *) floats(outputs) : (void *) numbers(outputs);
  memcpy(layer, (int64_t[]){kind, (int64_t) weights, (int64_t) scales, (int64_t) bias, outputs, inputs, groups}, LAYER * sizeof(int64_t));
}

static double layer_output(const int64_t *layer, const double *x, int64_t n) {
  int64_t sizes[] = {0, layer[4], layer[5], layer[6]};
  double sum = !layer[3] ? 0 : is_wide((int) layer[0]) ? ((const float *) layer[3])[n] : float_of(((const bfloat16 *) layer[3])[n]);
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

static float *ones_of(int64_t count) {
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

enum { CHANGE = 3 + 2 * LAYER, RANK = 3, COLUMN = 8, CHANGED = 40 };

/* What an adapter adds to some outputs of a layer. */
static void expect_change(const int64_t *change, const double *x, double *y) {
  double between[RANK], added[CHANGED];
  expect_layer(change + 3, x, between);
  expect_layer(change + 3 + LAYER, between, added);
  for (int64_t i = 0; i < CHANGED; i++) {
    y[COLUMN + i] += added[i];
  }
}

/* One row that sees only itself: attention gives its values; angles are 0. The change, if any, is of the second layer. */
static void expect_row(const int64_t *block, const int64_t *change, const double *h, double *y) {
  const int64_t *qkv = block + HEADER + 1, *out = qkv + STACK, *both = out + STACK, *down = both + STACK;
  double normed[HIDDEN], projected[(QUERIES + 2 * KEYS) * DIM], attended[QUERIES * DIM], result[HIDDEN], pair[2 * INNER], inner[INNER];
  expect_norm(h, HIDDEN, normed);
  expect_layer(qkv, normed, projected);
  for (int64_t i = 0; i < QUERIES * DIM; i++) {
    attended[i] = projected[(QUERIES + KEYS + i / DIM / (QUERIES / KEYS)) * DIM + i % DIM];
  }
  expect_layer(out, attended, result);
  if (change) {
    expect_change(change, attended, result);
  }
  for (int64_t i = 0; i < HIDDEN; i++) {
    y[i] = h[i] + result[i];
  }
  expect_norm(y, HIDDEN, normed);
  expect_layer(both, normed, pair);
  expect_layer(both + LAYER, normed, pair + INNER);
  for (int64_t i = 0; i < INNER; i++) {
    inner[i] = pair[i] / (1 + exp(-pair[i])) * pair[INNER + i];
  }
  expect_layer(down, inner, result);
  for (int64_t i = 0; i < HIDDEN; i++) {
    y[i] += result[i];
  }
}

static uint8_t (*decode)(void *, void *, int64_t step, int64_t blocks, int64_t first, int64_t end);

/* A block whose weights are of this kind. Out's inputs, QUERIES * DIM, are no multiple of 64: int4 has int8 there. */
static void new_block(int64_t *block, int kind) {
  int64_t *qkv = block + HEADER, *both = qkv + 2 * STACK;
  memcpy(block, (int64_t[]){HIDDEN, QUERIES, KEYS, DIM, INNER, 0}, 6 * sizeof(int64_t));
  *(double *) (block + 6) = 1e-9;
  for (int i = 7; i < HEADER; i++) {
    block[i] = (int64_t) ones_of(i == 8 || i == 9 ? DIM : HIDDEN);
  }
  qkv[0] = qkv[STACK] = qkv[3 * STACK] = 1;
  both[0] = 2;
  describe(qkv + 1, kind, (QUERIES + 2 * KEYS) * DIM, HIDDEN, 1);
  describe(qkv + STACK + 1, kind == OF_INT4 ? OF_INT8 : kind, HIDDEN, QUERIES * DIM, 0);
  describe(both + 1, kind, INNER, HIDDEN, 0);
  describe(both + 1 + LAYER, kind, INNER, HIDDEN, 0);
  describe(qkv + 3 * STACK + 1, kind, HIDDEN, INNER, 0);
}

static void free_block(int64_t *block) {
  int64_t *qkv = block + HEADER, *both = qkv + 2 * STACK;
  for (int64_t *l = qkv + 1; l < qkv + 4 * STACK; l += l == both + 1 ? LAYER : l == both + 1 + LAYER ? STACK - LAYER : STACK) {
    free((void *) l[1]);
    free((void *) l[2]);
    free((void *) l[3]);
  }
  for (int i = 7; i < HEADER; i++) {
    free((void *) block[i]);
  }
}

/* Sequences of one row each, all but the first of which an adapter changes. */
static void check_decoder(int kind, int64_t sequences, int kept) {
  int64_t block[HEADER + 4 * STACK], change[CHANGE] = {1, sequences - 1, COLUMN}, spans[8] = {0, 0, 0, 1, 1, 1, 1, 1};
  new_block(block, kind);
  describe(change + 3, is_wide(kind) ? OF_FLOAT32 : OF_BFLOAT16, RANK, QUERIES * DIM, 0);
  describe(change + 3 + LAYER, is_wide(kind) ? OF_FLOAT32 : OF_BFLOAT16, CHANGED, RANK, 0);
  float *h = floats(sequences * HIDDEN), *cosines = ones_of(sequences * DIM), *sines = ones_of(sequences * DIM);
  double *expected = memory(sequences * HIDDEN * sizeof(double));
  int64_t *step = memory((9 + 8 * sequences) * sizeof(int64_t)), *caches = step + 9 + 4 * sequences;
  memcpy(step, (int64_t[]){sequences, (int64_t) h, (int64_t) cosines, (int64_t) sines, 0, sequences > 1 ? (int64_t) change : 0,
                           (int64_t) spans, sequences, kept}, 9 * sizeof(int64_t));
  for (int64_t s = 0; s < sequences; s++) {
    memcpy(step + 9 + 4 * s, (int64_t[]){1, 0, 1, (int64_t) (caches + 4 * s)}, 4 * sizeof(int64_t));
    for (int i = 0; i < 4; i += 2) {
      positions cache = new_cache(kept, KEYS, 1, DIM);
      caches[4 * s + i] = (int64_t) cache.numbers;
      caches[4 * s + i + 1] = (int64_t) cache.scales;
    }
    double row[HIDDEN];
    for (int64_t i = 0; i < HIDDEN; i++) {
      row[i] = h[s * HIDDEN + i];
    }
    expect_row(block, s > 0 ? change : 0, row, expected + s * HIDDEN);
  }
  memset(sines, 0, sequences * DIM * sizeof(float));
  decode(0, 0, (int64_t) step, (int64_t) (int64_t[]){(int64_t) block}, 0, 1);
  compare_floats("a decoder block", h, expected, sequences * HIDDEN, is_wide(kind) && kept == KEPT_FLOAT32 ? 1e-5 : 0.02,
                 (int64_t[]){sequences, kind, kept});
  for (int64_t s = 0; s < 4 * sequences; s++) {
    free((void *) caches[s]);
  }
  free_block(block);
  for (int i = 3; i < CHANGE; i += LAYER) {
    free((void *) change[i + 1]);
    free((void *) change[i + 2]);
  }
  void *const all[] = {h, cosines, sines, expected, step};
  for (int i = 0; i < 5; i++) {
    free(all[i]);
  }
}

enum { LONG = 37, SHORT = 3, BOTH = LONG + SHORT };

/* Runs the rows from first on of two sequences, of which the second begins with row LONG. */
static void run_rows(int64_t *block, int64_t *const caches, const int64_t *rows, const int64_t *past, float *h, const float *cosines,
                     const float *sines) {
  int64_t step[9 + 2 * 4] = {0}, *sequence = step + 9;
  memcpy(step, (int64_t[]){rows[0] + rows[1], (int64_t) h, (int64_t) cosines, (int64_t) sines, 0, 0, 0, 0, KEPT_FLOAT32}, 9 * sizeof(int64_t));
  for (int i = 0; i < 2; i++) {
    if (rows[i] > 0) {
      memcpy(sequence + 4 * step[7]++, (int64_t[]){rows[i], past[i], LONG, (int64_t) (caches + 4 * i)}, 4 * sizeof(int64_t));
    }
  }
  decode(0, 0, (int64_t) step, (int64_t) (int64_t[]){(int64_t) block}, 0, 1);
}

/* Two sequences at once, one of many rows and one of few, give what their rows give one by one. */
static void check_prompt(void) {
  int64_t block[HEADER + 4 * STACK], caches[8] = {0};
  new_block(block, OF_FLOAT32);
  for (int i = 0; i < 8; i += 2) {
    caches[i] = (int64_t) floats(KEYS * LONG * DIM);
  }
  float *h = floats(BOTH * HIDDEN), *cosines = floats(BOTH * DIM), *sines = floats(BOTH * DIM);
  double *expected = memory(BOTH * HIDDEN * sizeof(double));
  float *copy = memory(BOTH * HIDDEN * sizeof(float));
  memcpy(copy, h, BOTH * HIDDEN * sizeof(float));
  for (int64_t row = 0; row < BOTH; row++) {
    int second = row >= LONG;
    run_rows(block, caches, (int64_t[]){!second, second}, (int64_t[]){row, row - LONG}, copy + row * HIDDEN, cosines + row * DIM,
             sines + row * DIM);
  }
  for (int64_t i = 0; i < BOTH * HIDDEN; i++) {
    expected[i] = copy[i];
  }
  run_rows(block, caches, (int64_t[]){LONG, SHORT}, (int64_t[]){0, 0}, h, cosines, sines);
  compare_floats("rows of two sequences", h, expected, BOTH * HIDDEN, 1e-5, (int64_t[]){LONG, SHORT, 0});
  free_block(block);
  void *const all[] = {h, cosines, sines, expected, copy, (void *) caches[0], (void *) caches[2], (void *) caches[4], (void *) caches[6]};
  for (int i = 0; i < 9; i++) {
    free(all[i]);
  }
}

/* ---- encoder blocks: see encoder.c ---- */

enum { ENCODER_HEADER = 13, HEADS = 3, WIDTH = HEADS * DIM };

static uint8_t (*encode)(void *, void *, int64_t step, int64_t block);

/* A block whose weights are of this kind, or int8 where the inputs are no multiple of 128; the heads by kind or by head. */
static void new_encoder(int64_t *block, int kind, int by_kind, int tanh_gelu) {
  int64_t *stacks = block + ENCODER_HEADER;
  memcpy(block, (int64_t[]){HIDDEN, HEADS, DIM, INNER, by_kind ? DIM : 3 * DIM, by_kind ? WIDTH : DIM, tanh_gelu}, 7 * sizeof(int64_t));
  for (int i = 7; i < ENCODER_HEADER; i += 3) {
    block[i] = (int64_t) floats(HIDDEN);
    block[i + 1] = (int64_t) floats(HIDDEN);
    *(double *) (block + i + 2) = 1e-6;
  }
  for (int i = 0; i < 4; i++) {
    static const int64_t outputs[] = {3 * WIDTH, HIDDEN, INNER, HIDDEN}, inputs[] = {HIDDEN, WIDTH, HIDDEN, INNER};
    stacks[i * STACK] = 1;
    describe(stacks + i * STACK + 1, kind == OF_INT4 && (outputs[i] % 64 || inputs[i] % 128) ? OF_INT8 : kind, outputs[i], inputs[i], 1);
  }
}

static void free_encoder(int64_t *block) {
  for (int i = 7; i < ENCODER_HEADER; i++) {
    if (i % 3 != 0) {
      free((void *) block[i]);
    }
  }
  for (int i = 0; i < 4; i++) {
    for (int part = 2; part < 5; part++) {
      free((void *) block[ENCODER_HEADER + i * STACK + part]);
    }
  }
}

static void expect_layer_norm(const int64_t *norm, const double *x, double *y) {
  double mean = 0, squares = 0, epsilon = *(const double *) (norm + 2);
  for (int i = 0; i < HIDDEN; i++) {
    mean += x[i] / HIDDEN;
  }
  for (int i = 0; i < HIDDEN; i++) {
    squares += (x[i] - mean) * (x[i] - mean) / HIDDEN;
  }
  for (int i = 0; i < HIDDEN; i++) {
    y[i] = (x[i] - mean) / sqrt(squares + epsilon) * ((const float *) norm[0])[i] + ((const float *) norm[1])[i];
  }
}

/* Queries (0) or keys (1) of a row, which are turned where there are angles, or values. */
static void head_of(const int64_t *block, const double *projected, int kind, int head, const float *cosines, const float *sines, float *y) {
  const double *x = projected + kind * block[5] + head * block[4];
  for (int i = 0; i < DIM; i++) {
    double other = i < DIM / 2 ? -x[i + DIM / 2] : x[i - DIM / 2];
    y[i] = (float) (cosines && kind < 2 ? x[i] * cosines[i] + other * sines[i] : x[i]);
  }
}

/* What follows attention, for one row. */
static void expect_rest(const int64_t *block, const double *attended, double *h) {
  const int64_t *out = block + ENCODER_HEADER + STACK + 1, *up = out + STACK, *down = up + STACK;
  double normed[HIDDEN], inner[INNER], result[HIDDEN];
  expect_layer(out, attended, result);
  for (int i = 0; i < HIDDEN; i++) {
    h[i] += result[i];
  }
  expect_layer_norm(block + 10, h, normed);
  expect_layer(up, normed, inner);
  for (int i = 0; i < INNER; i++) {
    double x = inner[i], u = sqrt(2 / acos(-1)) * (x + 0.044715 * x * x * x);
    inner[i] = x / 2 * (1 + (block[6] ? tanh(u) : erf(x / sqrt(2))));
  }
  expect_layer(down, inner, result);
  for (int i = 0; i < HIDDEN; i++) {
    h[i] += result[i];
  }
}

/* Of a sequence whose rows see each other. h [rows, HIDDEN] becomes the result. */
static void expect_sequence(const int64_t *block, int64_t rows, const float *cosines, const float *sines, double *h) {
  float *heads = memory(3 * rows * WIDTH * sizeof(float)), *keys = heads + rows * WIDTH, *values = keys + rows * WIDTH;
  for (int64_t row = 0; row < rows; row++) {
    double normed[HIDDEN], projected[3 * WIDTH];
    expect_layer_norm(block + 7, h + row * HIDDEN, normed);
    expect_layer(block + ENCODER_HEADER + 1, normed, projected);
    for (int i = 0; i < 3 * HEADS; i++) {
      head_of(block, projected, i / HEADS, i % HEADS, cosines ? cosines + row * DIM : 0, cosines ? sines + row * DIM : 0,
              heads + (i / HEADS * rows + row) * WIDTH + i % HEADS * DIM);
    }
  }
  positions k = {KEPT_FLOAT32, keys, 0, WIDTH, DIM, 0}, v = {KEPT_FLOAT32, values, 0, WIDTH, DIM, 0};
  for (int64_t row = 0; row < rows; row++) {
    double attended[WIDTH];
    for (int head = 0; head < HEADS; head++) {
      expect_row_of_head(attended + head * DIM, heads + row * WIDTH + head * DIM, rows, head, DIM, &k, &v);
    }
    expect_rest(block, attended, h + row * HIDDEN);
  }
  free(heads);
}

/* Two sequences, one of so many rows. */
static void check_encoder(int kind, int64_t first, int turned) {
  int64_t block[ENCODER_HEADER + 4 * STACK], rows = first + SHORT;
  new_encoder(block, kind, turned, turned);
  float *h = floats(rows * HIDDEN), *cosines = floats(rows * DIM), *sines = floats(rows * DIM);
  double *expected = memory(rows * HIDDEN * sizeof(double));
  for (int64_t i = 0; i < rows * HIDDEN; i++) {
    expected[i] = h[i];
  }
  expect_sequence(block, first, turned ? cosines : 0, sines, expected);
  expect_sequence(block, SHORT, turned ? cosines + first * DIM : 0, sines + first * DIM, expected + first * HIDDEN);
  int64_t step[] = {rows, (int64_t) h, turned ? (int64_t) cosines : 0, (int64_t) sines, 0, 0, !is_wide(kind), 2, first, SHORT};
  encode(0, 0, (int64_t) step, (int64_t) block);
  compare_floats("an encoder block", h, expected, rows * HIDDEN, is_wide(kind) ? 1e-4 : 0.03, (int64_t[]){rows, kind, turned});
  free_encoder(block);
  void *const all[] = {h, cosines, sines, expected};
  for (int i = 0; i < 4; i++) {
    free(all[i]);
  }
}

static void check_all(void) {
  check_prompt();
  for (int kind = OF_INT8; kind <= OF_WIDENED; kind++) {
    check_encoder(kind, 2, 0);
    check_encoder(kind, 37, 1);
    check_encoder(kind, 70, 0);
  }
  for (int kind = OF_INT8; kind <= OF_WIDENED; kind++) {
    check_decoder(kind, 1, is_wide(kind) ? KEPT_FLOAT32 : KEPT_BFLOAT16);
    check_decoder(kind, 3, KEPT_INT8);
    check_decoder(kind, 19, is_wide(kind) ? KEPT_FLOAT32 : KEPT_BFLOAT16);
    check_decoder(kind, 70, KEPT_FLOAT32);
  }
  static const int64_t rows[] = {1, 2, 3, 4, 5, 8, 9, 17, 33};
  static const int64_t sizes[][2] = {{1, 1}, {3, 70}, {33, 300}, {64, 256}, {130, 100}};
  for (int r = 0; r < (int) (sizeof(rows) / sizeof(rows[0])); r++) {
    for (int i = 0; i < 5; i++) {
      check_linear(OF_INT8, i % 2, (int64_t[]){rows[r], sizes[i][0], sizes[i][1], 0});
      check_linear(OF_BFLOAT16, i % 2, (int64_t[]){rows[r], sizes[i][0], sizes[i][1], 0});
      check_linear(OF_FLOAT32, i % 2, (int64_t[]){rows[r], sizes[i][0], sizes[i][1], 0});
      check_linear(OF_WIDENED, i % 2, (int64_t[]){rows[r], sizes[i][0], sizes[i][1], 0});
    }
    for (int64_t group = 32; group <= 128; group *= 2) {
      check_linear(OF_INT4, 1, (int64_t[]){rows[r], 64, 128, 128 / group});
      check_linear(OF_INT4, 0, (int64_t[]){rows[r], 192, 256, 256 / group});
    }
    check_linear(OF_INT4, 1, (int64_t[]){rows[r], 64, 96, 3});
    check_linear(OF_INT4, 0, (int64_t[]){rows[r], 128, 448, 7});
  }
  check_all_attention();
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
  attend_cached = (attention_over_caches) method(library, "NativeAttention_attendCached");
  attend_many = (attention_of_many) method(library, "NativeAttention_attendMany");
  write_cache = (cache_writing) method(library, "NativeAttention_writeCache");
  decode = (uint8_t(*)(void *, void *, int64_t, int64_t, int64_t, int64_t)) method(library, "NativeDecoder_run");
  encode = (uint8_t(*)(void *, void *, int64_t, int64_t)) method(library, "NativeEncoder_run");
  ((void (*)(void *, void *, int32_t)) method(library, "ComputeThreads_use"))(0, 0, 3);
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
