/*
 * Runs every kernel of every set that this processor has over operands that end where their memory ends, and compares the
 * results with plain loops: for a build with sanitizers (core/src/test/c/sanitize), which see each byte that is read or
 * written beyond them. Its argument is the library.
 */
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint16_t bfloat16;
typedef uint8_t (*packed_product)(void *, void *, int64_t x, int64_t rows, int64_t weights, int64_t scales, int64_t y,
                                  int64_t outputs, int64_t inputs);
typedef uint8_t (*plain_product)(void *, void *, int64_t x, int64_t rows, int64_t weights, int64_t y, int64_t outputs,
                                 int64_t inputs);
typedef uint8_t (*attention)(void *, void *, int64_t sizes, int64_t q, int64_t keys, int64_t key_scales, int64_t values,
                             int64_t value_scales, int64_t y);

static packed_product int8, int4;
static plain_product plain;
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

static void compare(const char *what, const bfloat16 *y, const double *expected, int64_t count, const int64_t *sizes) {
  double largest = 0, error = 0;
  for (int64_t i = 0; i < count; i++) {
    largest = fmax(largest, fabs(expected[i]));
    error = fmax(error, fabs(float_of(y[i]) - expected[i]));
  }
  if (!(error <= largest / 100)) {
    printf("%s, %s [%ld, %ld, %ld]: an error of %g where the largest result is %g\n", set, what, sizes[0], sizes[1], sizes[2],
           error, largest);
    failures++;
  }
}

enum { INT8, INT4, BFLOAT16 };

static double weight(int kind, const void *weights, const bfloat16 *scales, int64_t n, int64_t k, const int64_t *sizes) {
  int64_t outputs = sizes[1], inputs = sizes[2];
  if (kind == INT8) {
    return ((const int8_t *) weights)[n * inputs + k] * float_of(scales[n]);
  }
  if (kind == BFLOAT16) {
    return float_of(((const bfloat16 *) weights)[n * inputs + k]);
  }
  uint8_t both = ((const uint8_t *) weights)[n / 64 * inputs * 32 + k * 32 + n % 32];
  const bfloat16 *pair = scales + (k / 128 * outputs + n) * 2;
  return ((n % 64 < 32 ? both & 15 : both >> 4) - 8) * float_of(pair[0]) + float_of(pair[1]);
}

/* sizes: rows, outputs, inputs */
static void check_product(int kind, const int64_t *sizes) {
  static const char *const names[] = {"int8", "int4", "bfloat16"};
  int64_t rows = sizes[0], outputs = sizes[1], inputs = sizes[2], bytes = outputs * inputs;
  bytes = kind == INT4 ? bytes / 2 : kind == BFLOAT16 ? bytes * 2 : bytes;
  bfloat16 *x = numbers(rows * inputs), *y = memory(rows * outputs * sizeof(bfloat16));
  bfloat16 *scales = numbers(kind == INT4 ? inputs / 128 * outputs * 2 : outputs);
  uint8_t *weights = kind == BFLOAT16 ? (uint8_t *) numbers(outputs * inputs) : memory(bytes);
  for (int64_t i = 0; kind != BFLOAT16 && i < bytes; i++) {
    weights[i] = (uint8_t) rand();
  }
  double *expected = memory(rows * outputs * sizeof(double));
  for (int64_t i = 0; i < rows * outputs; i++) {
    expected[i] = 0;
    for (int64_t k = 0; k < inputs; k++) {
      expected[i] += float_of(x[i / outputs * inputs + k]) * weight(kind, weights, scales, i % outputs, k, sizes);
    }
  }
  if (kind == BFLOAT16) {
    plain(0, 0, (int64_t) x, rows, (int64_t) weights, (int64_t) y, outputs, inputs);
  } else {
    (kind == INT8 ? int8 : int4)(0, 0, (int64_t) x, rows, (int64_t) weights, (int64_t) scales, (int64_t) y, outputs, inputs);
  }
  compare(names[kind], y, expected, rows * outputs, sizes);
  free(x);
  free(y);
  free(scales);
  free(weights);
  free(expected);
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
  compare(packed ? "attention over int8" : "attention", y, expected, rows * heads * dim, sizes);
  free(q);
  free(y);
  free(expected);
  for (int i = 0; i < 4; i++) {
    free(memories[i]);
  }
}

static void check_all(void) {
  static const int64_t rows[] = {1, 2, 3, 4, 5, 8, 9, 17, 33};
  static const int64_t sizes[][2] = {{1, 1}, {3, 70}, {33, 300}, {64, 256}, {130, 100}};
  for (int r = 0; r < (int) (sizeof(rows) / sizeof(rows[0])); r++) {
    for (int i = 0; i < 5; i++) {
      check_product(INT8, (int64_t[]){rows[r], sizes[i][0], sizes[i][1]});
      check_product(BFLOAT16, (int64_t[]){rows[r], sizes[i][0], sizes[i][1]});
    }
    check_product(INT4, (int64_t[]){rows[r], 64, 128});
    check_product(INT4, (int64_t[]){rows[r], 192, 256});
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
  snprintf(symbol, sizeof(symbol), "Java_io_github_qwenvl4j_tensor_%s", name);
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
  int8 = (packed_product) method(library, "NativeProducts_int8");
  int4 = (packed_product) method(library, "NativeProducts_int4");
  plain = (plain_product) method(library, "NativeProducts_bfloat16");
  attend = (attention) method(library, "NativeAttention_attend");
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
