/*
 * C without the instructions of a certain processor: what is left where no other set can be used, and what the others are
 * compared with. Computes as avx2.c does.
 */
#define WIDTH 4 /* of the vectors that the compiler makes for any processor */
#include "int4.h"
#include "limits.h"
#include "vectors.h"
#include "whole.h"

enum { PART = 32, CHUNK = 4096, LANES = 16 };

static float int8_product(const int8_t *w, const int16_t *x, int64_t inputs) {
  int64_t total = 0;
  for (int64_t chunk = 0; chunk < inputs; chunk += CHUNK) {
    int64_t end = least(chunk + CHUNK, inputs);
    int32_t sums[LANES] = {0};
    int64_t k = chunk;
    for (; k + LANES <= end; k += LANES) {
      for (int i = 0; i < LANES; i++) { sums[i] += (int32_t) w[k + i] * (int32_t) x[k + i]; }
    }
    for (; k < end; k++) {
      total += (int32_t) w[k] * (int32_t) x[k];
    }
    for (int i = 0; i < LANES; i++) { total += sums[i]; }
  }
  return (float) total;
}

static void int8_multiply(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  for (int64_t n = begin; n < end; n++) {
    float scale = float_of(((const bfloat16 *) p->scales)[n]);
    for (int64_t row = 0; row < p->rows; row++) {
      float whole = int8_product((const int8_t *) p->weights + n * p->inputs, row_whole(p, row), p->inputs);
      p->y[row * p->stride + n] = bfloat16_of(whole * (scale * *row_scale(p, row)));
    }
  }
}

const operation PORTABLE_INT8 = {whole_bytes, ROWS_PREPARED, prepare_int8, PART, no_room, int8_multiply};

/* A block of outputs, from n on, of one row. */
static void int4_block(const product *p, int64_t n, int64_t row) {
  float sums[BLOCK] = {0};
  int64_t size = group_size(p);
  for (int64_t g = 0; g < p->groups; g++) {
    int32_t whole[BLOCK] = {0};
    for (int64_t k = g * size; k < (g + 1) * size; k++) {
      const uint8_t *packed = block_values(p, n) + k * BYTES;
      int32_t x = row_whole(p, row)[k];
      for (int i = 0; i < BYTES; i++) {
        whole[i] += (packed[i] & 15) * x;
        whole[i + BYTES] += (packed[i] >> 4) * x;
      }
    }
    for (int i = 0; i < BLOCK; i++) {
      uint32_t pair = group_pairs(p, g, n)[i];
      float scale = float_of((bfloat16) pair), zero = float_of((bfloat16) (pair >> 16));
      sums[i] += scale * *row_scale(p, row) * (float) whole[i] + (zero - 8 * scale) * row_totals(p, row)[g];
    }
  }
  for (int i = 0; i < BLOCK; i++) { p->y[row * p->stride + n + i] = bfloat16_of(sums[i]); }
}

static void int4_multiply(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  for (int64_t n = begin; n < end; n += BLOCK) {
    for (int64_t row = 0; row < p->rows; row++) {
      int4_block(p, n, row);
    }
  }
}

const operation PORTABLE_INT4 = {whole_bytes, ROWS_PREPARED, prepare_int4, BLOCK, no_room, int4_multiply};

#define PRODUCT(sum, x) ((sum) + (x) * (x))
LIMIT(portable_limit, floats, "x", PRODUCT, 2 * WIDTH)
