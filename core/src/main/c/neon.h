/*
 * What products of bytes have in common on arm64. Activations are two digits (see digits.h, which has them for AVX-512): whole =
 * 256 * high + low, both from -128 to 127; sums of int32 are exact, so that they are the same in whatever order. A prepared row
 * has the high digits of some inputs, the low ones of the same, then those of the next inputs. Who includes this says
 *
 *   TOGETHER                        of how many inputs (a power of two)
 *   INPUTS                          whose int4 values are multiplied at a time, for 16 outputs
 *   side_by_side(x, values)         puts those of x [INPUTS], vectors by output, in the order of the products: values [VECTORS]
 *   add_products(sums, values, x)   adds the products with the digits at x
 *   to_digits(sums)                 makes of the sums those of the high digits by output, and behind them those of the low ones
 */
#ifndef QWENVL4J_NEON_H
#define QWENVL4J_NEON_H

#include "int4.h"
#include "whole.h"

#include <arm_neon.h>
#include <string.h>

enum {
  STEP = 16,             /* bytes of a vector */
  PART = 32,             /* outputs that a thread takes at a time */
  SIXTEENS = BLOCK / 16, /* in a block of int4 */
  VECTORS = INPUTS,      /* of values: 16 outputs */
  QUARTERS = 16 / 4,     /* vectors of int32 for 16 outputs */
  SUMS = 2 * QUARTERS,   /* of both digits */
  PAIR = 2,              /* rows at a time whose sums fit the registers */
  ROWS_AT_ONCE = 64      /* whose results wait while the values of a group are at hand */
};

/* Where the digits of a row are, from input k on, a multiple of TOGETHER. */
INLINE int8_t *digits_at(const product *p, int64_t row, int64_t k) {
  return (int8_t *) prepared_row(p, row) + 2 * k;
}

INLINE int8_t *high_digit(const product *p, int64_t row, int64_t k) {
  return digits_at(p, row, k - k % TOGETHER) + k % TOGETHER;
}

INLINE void write_digit(const product *p, int64_t row, int64_t k, int32_t whole) {
  int32_t upper = (whole + 128) >> 8;
  int8_t *high = high_digit(p, row, k);
  high[0] = (int8_t) upper;
  high[TOGETHER] = (int8_t) (whole - 256 * upper);
}

INLINE void write_digits(const product *p, int64_t row) {
  const bfloat16 *x = p->x + row * p->inputs;
  float inverse = write_scale(p, row);
  int64_t inputs = inverse > 0 ? p->inputs : 0; /* else zeros */
  for (int64_t k = 0; k < inputs; k++) {
    write_digit(p, row, k, (int32_t) nearest(float_of(x[k]) * inverse));
  }
  for (int64_t k = inputs; k < lines(p->inputs); k++) {
    write_digit(p, row, k, 0);
  }
}

static void prepare_digits(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    write_digits(p, row);
  }
}

/* ---- int8 ---- */

/* STEP weights of an output, of some that are read side by side, and a word for what follows them; or the last, with zeros. */
INLINE int8x16_t weights_at(const product *p, int64_t n, int64_t k, const int outputs, const int last) {
  const int8_t *w = (const int8_t *) p->weights + n * p->inputs + k;
  if (!last) {
    __builtin_prefetch(w + ahead_of(k, p->inputs, outputs), 0, 3);
    return vld1q_s8(w);
  }
  int8_t some[STEP] = {0};
  memcpy(some, w, p->inputs - k);
  return vld1q_s8(some);
}

INLINE void write_int8(const product *p, int64_t row, int64_t n, int32_t high, int32_t low) {
  float scale = float_of(((const bfloat16 *) p->scales)[n]);
  p->y[row * p->stride + n] = bfloat16_of(fmaf((float) high, 256, (float) low) * (scale * *row_scale(p, row)));
}

/* ---- int4, see int4.h ---- */

static void prepare_sums(const product *p, int64_t begin, int64_t end) {
  int64_t size = group_size(p);
  for (int64_t row = begin; row < end; row++) {
    write_digits(p, row);
    for (int64_t group = 0; group < p->groups; group++) {
      int32_t sum = 0;
      for (int64_t k = group * size; k < (group + 1) * size; k++) {
        const int8_t *high = high_digit(p, row, k);
        sum += 256 * high[0] + high[TOGETHER];
      }
      row_totals(p, row)[group] = (float) sum * *row_scale(p, row);
    }
  }
}

/* 16 outputs of a block for some inputs. */
INLINE void unpack(const uint8_t *packed, const int sixteen, int8x16_t values[VECTORS]) {
  int8x16_t x[INPUTS];
  UNROLL for (int i = 0; i < INPUTS; i++) {
    uint8x16_t both = vld1q_u8(packed + i * BYTES + sixteen % 2 * 16);
    x[i] = vreinterpretq_s8_u8(sixteen / 2 ? vshrq_n_u8(both, 4) : vandq_u8(both, vdupq_n_u8(15)));
  }
  side_by_side(x, values);
}

/* result += scale * x . q + (zero - 8 * scale) * sum(x), x of one group */
INLINE void add_group(float *result, const int32x4_t *high, const uint32_t *pairs, float x_scale, float total) {
  UNROLL for (int i = 0; i < QUARTERS; i++) {
    uint32x4_t pair = vld1q_u32(pairs + 4 * i);
    float32x4_t scale = vreinterpretq_f32_u32(vshlq_n_u32(pair, 16));
    float32x4_t zero = vreinterpretq_f32_u32(vandq_u32(pair, vdupq_n_u32(0xffff0000)));
    float32x4_t offset = vfmsq_n_f32(zero, scale, 8);
    float32x4_t whole = vcvtq_f32_s32(vaddq_s32(vshlq_n_s32(high[i], 8), high[QUARTERS + i]));
    float32x4_t sum = vfmaq_f32(vld1q_f32(result + 4 * i), vmulq_n_f32(scale, x_scale), whole);
    vst1q_f32(result + 4 * i, vfmaq_n_f32(sum, offset, total));
  }
}

/* 16 outputs of the block at n, a group of inputs, some rows; values from memory or, for many rows, unpacked. */
INLINE void int4_sixteen(const product *p, int64_t n, int64_t g, const int sixteen, int64_t row, const int rows,
                         const int8x16_t *unpacked, float (*results)[BLOCK]) {
  int64_t size = group_size(p);
  const uint8_t *packed = block_values(p, n) + g * size * BYTES;
  int32x4_t sums[PAIR][SUMS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < SUMS; i++) { sums[r][i] = vdupq_n_s32(0); }
  }
  for (int64_t k = 0; k < size; k += INPUTS) {
    int8x16_t some[VECTORS];
    const int8x16_t *values = unpacked ? unpacked + (k / INPUTS * SIXTEENS + sixteen) * VECTORS : some;
    if (!unpacked) {
      unpack(packed + k * BYTES, sixteen, some);
    }
    UNROLL for (int r = 0; r < rows; r++) { add_products(sums[r], values, digits_at(p, row + r, g * size + k)); }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    to_digits(sums[r]);
    add_group(results[r] + 16 * sixteen, sums[r], group_pairs(p, g, n) + 16 * sixteen, *row_scale(p, row + r),
              row_totals(p, row + r)[g]);
  }
}

INLINE void int4_group(const product *p, int64_t n, int64_t g, int64_t row, const int rows, const int8x16_t *unpacked,
                       float (*results)[BLOCK]) {
  UNROLL for (int sixteen = 0; sixteen < SIXTEENS; sixteen++) { int4_sixteen(p, n, g, sixteen, row, rows, unpacked, results); }
}

INLINE void ask_for_group(const product *p, int64_t n, int64_t g) {
  ask_for_scales(p, g, n);
  for (int64_t k = 0; k < group_size(p); k += LINE / BYTES) {
    ask_for_values(block_values(p, n), g * group_size(p) + k);
  }
}

static void int4_rows(const product *p, int64_t n, int64_t row, int64_t rows, int8x16_t *unpacked) {
  float results[ROWS_AT_ONCE][BLOCK];
  memset(results, 0, rows * sizeof(results[0]));
  for (int64_t g = 0; g < p->groups; g++) {
    ask_for_group(p, n, g);
    if (rows == 1) {
      int4_group(p, n, g, row, 1, 0, results);
      continue;
    }
    const uint8_t *packed = block_values(p, n) + g * group_size(p) * BYTES;
    for (int64_t k = 0; k < group_size(p); k += INPUTS) {
      UNROLL for (int sixteen = 0; sixteen < SIXTEENS; sixteen++) {
        unpack(packed + k * BYTES, sixteen, unpacked + (k / INPUTS * SIXTEENS + sixteen) * VECTORS);
      }
    }
    int64_t r = 0;
    for (; r + PAIR <= rows; r += PAIR) { int4_group(p, n, g, row + r, PAIR, unpacked, results + r); }
    if (r < rows) { int4_group(p, n, g, row + r, 1, unpacked, results + r); }
  }
  for (int64_t r = 0; r < rows; r++) {
    for (int i = 0; i < BLOCK; i++) { p->y[(row + r) * p->stride + n + i] = bfloat16_of(results[r][i]); }
  }
}

static void int4_multiply(const product *p, int64_t begin, int64_t end, void *room) {
  for (int64_t n = begin; n < end; n += BLOCK) {
    for (int64_t row = 0; row < p->rows; row += ROWS_AT_ONCE) {
      int4_rows(p, n, row, least(ROWS_AT_ONCE, p->rows - row), room);
    }
  }
}

static int64_t int4_room(const product *p) {
  return group_size(p) / INPUTS * SIXTEENS * VECTORS * (int64_t) sizeof(int8x16_t);
}

#define INT8_OPERATION {whole_bytes, ROWS_PREPARED, prepare_digits, PART, no_room, int8_multiply}
#define INT4_OPERATION {whole_bytes, ROWS_PREPARED, prepare_sums, BLOCK, int4_room, int4_multiply}

#endif
