/*
 * NEON with products of bytes (dotprod). Activations are two digits (see digits.h, which has them for AVX-512): whole = 256 *
 * high + low, both from -128 to 127, in a plane each; sums of int32 are exact, so that they are the same in whatever order.
 */
#include "int4.h"
#include "whole.h"

#include <arm_neon.h>
#include <string.h>

enum {
  STEP = 16,    /* inputs in a vector */
  OUTPUTS = 4,  /* at a time */
  ROWS = 2,     /* of them at a time, whose sums fit the registers */
  PART = 32     /* outputs that a thread takes at a time */
};

INLINE const int8_t *high_digits(const product *p, int64_t row) {
  return (const int8_t *) prepared_row(p, row);
}

INLINE const int8_t *low_digits(const product *p, int64_t row) {
  return high_digits(p, row) + plane(p);
}

INLINE void write_digits(const product *p, int64_t row) {
  const bfloat16 *x = p->x + row * p->inputs;
  int8_t *high = (int8_t *) prepared_row(p, row), *low = high + plane(p);
  float inverse = write_scale(p, row);
  int64_t inputs = inverse > 0 ? p->inputs : 0; /* else zeros */
  for (int64_t k = 0; k < inputs; k++) {
    int32_t whole = (int32_t) nearest(float_of(x[k]) * inverse), upper = (whole + 128) >> 8;
    high[k] = (int8_t) upper;
    low[k] = (int8_t) (whole - 256 * upper);
  }
  for (int64_t k = inputs; k < lines(p->inputs); k++) {
    high[k] = low[k] = 0;
  }
}

/* ---- int8 [outputs, inputs], a bfloat16 scale for each output ---- */

static void prepare_digits(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    write_digits(p, row);
  }
}

/* Some outputs, from n on, of some rows. */
INLINE void int8_outputs(const product *p, int64_t n, const int outputs, int64_t row, const int rows) {
  const int8_t *w = (const int8_t *) p->weights + n * p->inputs;
  int32x4_t high[OUTPUTS][ROWS], low[OUTPUTS][ROWS];
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int r = 0; r < rows; r++) { high[o][r] = low[o][r] = vdupq_n_s32(0); }
  }
  for (int64_t k = 0; k < p->inputs; k += STEP) {
    int64_t ahead = ahead_of(k, p->inputs, outputs);
    UNROLL for (int o = 0; o < outputs; o++) {
      const int8_t *some = w + o * p->inputs + k;
      int8_t last[STEP] = {0};
      if (k + STEP > p->inputs) {
        memcpy(last, some, p->inputs - k);
        some = last;
      } else {
        __builtin_prefetch(some + ahead, 0, 3);
      }
      int8x16_t weights = vld1q_s8(some);
      UNROLL for (int r = 0; r < rows; r++) {
        high[o][r] = vdotq_s32(high[o][r], weights, vld1q_s8(high_digits(p, row + r) + k));
        low[o][r] = vdotq_s32(low[o][r], weights, vld1q_s8(low_digits(p, row + r) + k));
      }
    }
  }
  UNROLL for (int o = 0; o < outputs; o++) {
    float scale = float_of(((const bfloat16 *) p->scales)[n + o]);
    UNROLL for (int r = 0; r < rows; r++) {
      float whole = fmaf((float) vaddvq_s32(high[o][r]), 256, (float) vaddvq_s32(low[o][r]));
      p->y[(row + r) * p->stride + n + o] = bfloat16_of(whole * (scale * *row_scale(p, row + r)));
    }
  }
}

INLINE void int8_rows(const product *p, int64_t begin, int64_t end, int64_t row, const int rows) {
  int64_t n = begin;
  for (; n + OUTPUTS <= end; n += OUTPUTS) {
    int8_outputs(p, n, OUTPUTS, row, rows);
  }
  for (; n < end; n++) {
    int8_outputs(p, n, 1, row, rows);
  }
}

static void int8_multiply(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  int64_t row = 0;
  for (; row + ROWS <= p->rows; row += ROWS) {
    int8_rows(p, begin, end, row, ROWS);
  }
  if (row < p->rows) {
    int8_rows(p, begin, end, row, 1);
  }
}

const operation NEON_INT8 = {whole_bytes, ROWS_PREPARED, prepare_digits, PART, no_room, int8_multiply};

/* ---- int4, see int4.h ---- */

enum { VECTORS = 16 / 4 /* of int32 for 16 outputs */, SIXTEENS = BLOCK / 16 };

static void prepare_sums(const product *p, int64_t begin, int64_t end) {
  int64_t size = group_size(p);
  for (int64_t row = begin; row < end; row++) {
    write_digits(p, row);
    for (int64_t group = 0; group < p->groups; group++) {
      int32_t sum = 0;
      for (int64_t k = group * size; k < (group + 1) * size; k++) {
        sum += 256 * high_digits(p, row)[k] + low_digits(p, row)[k];
      }
      row_totals(p, row)[group] = (float) sum * *row_scale(p, row);
    }
  }
}

/* 16 outputs for four inputs, the four of an output side by side. */
INLINE void side_by_side(const uint8_t *packed, const int upper, int8x16_t values[VECTORS]) {
  uint8x16_t x[4];
  UNROLL for (int i = 0; i < 4; i++) {
    x[i] = vld1q_u8(packed + i * BYTES);
    x[i] = upper ? vshrq_n_u8(x[i], 4) : vandq_u8(x[i], vdupq_n_u8(15));
  }
  uint16x8_t a = vreinterpretq_u16_u8(vzip1q_u8(x[0], x[1])), b = vreinterpretq_u16_u8(vzip1q_u8(x[2], x[3]));
  uint16x8_t c = vreinterpretq_u16_u8(vzip2q_u8(x[0], x[1])), d = vreinterpretq_u16_u8(vzip2q_u8(x[2], x[3]));
  values[0] = vreinterpretq_s8_u16(vzip1q_u16(a, b));
  values[1] = vreinterpretq_s8_u16(vzip2q_u16(a, b));
  values[2] = vreinterpretq_s8_u16(vzip1q_u16(c, d));
  values[3] = vreinterpretq_s8_u16(vzip2q_u16(c, d));
}

INLINE int8x16_t four_digits(const int8_t *digits) {
  int32_t four;
  memcpy(&four, digits, sizeof(four));
  return vreinterpretq_s8_s32(vdupq_n_s32(four));
}

/* sums += scale * x . q + (zero - 8 * scale) * sum(x), x of one group */
INLINE void add_group(float32x4_t *sums, const int32x4_t *high, const int32x4_t *low, const uint32_t *pairs, float x_scale,
                      float total) {
  UNROLL for (int i = 0; i < VECTORS; i++) {
    uint32x4_t pair = vld1q_u32(pairs + 4 * i);
    float32x4_t scale = vreinterpretq_f32_u32(vshlq_n_u32(pair, 16));
    float32x4_t zero = vreinterpretq_f32_u32(vandq_u32(pair, vdupq_n_u32(0xffff0000)));
    float32x4_t offset = vfmsq_n_f32(zero, scale, 8);
    float32x4_t whole = vcvtq_f32_s32(vaddq_s32(vshlq_n_s32(high[i], 8), low[i]));
    sums[i] = vfmaq_f32(sums[i], vmulq_n_f32(scale, x_scale), whole);
    sums[i] = vfmaq_n_f32(sums[i], offset, total);
  }
}

/* A quarter of the block of outputs from n on, for one row. */
INLINE void int4_quarter(const product *p, int64_t n, const int quarter, int64_t row) {
  const uint8_t *packed = block_values(p, n) + quarter % 2 * 16;
  float32x4_t sums[VECTORS];
  int64_t size = group_size(p);
  UNROLL for (int i = 0; i < VECTORS; i++) { sums[i] = vdupq_n_f32(0); }
  for (int64_t g = 0; g < p->groups; g++) {
    int32x4_t high[VECTORS], low[VECTORS];
    UNROLL for (int i = 0; i < VECTORS; i++) { high[i] = low[i] = vdupq_n_s32(0); }
    for (int64_t k = g * size; k < (g + 1) * size; k += 4) {
      int8x16_t values[VECTORS];
      side_by_side(packed + k * BYTES, quarter / 2, values);
      int8x16_t x_high = four_digits(high_digits(p, row) + k), x_low = four_digits(low_digits(p, row) + k);
      UNROLL for (int i = 0; i < VECTORS; i++) {
        high[i] = vdotq_s32(high[i], values[i], x_high);
        low[i] = vdotq_s32(low[i], values[i], x_low);
      }
    }
    add_group(sums, high, low, group_pairs(p, g, n) + quarter * 16, *row_scale(p, row), row_totals(p, row)[g]);
  }
  for (int i = 0; i < 16; i++) {
    p->y[row * p->stride + n + quarter * 16 + i] = bfloat16_of(sums[i / 4][i % 4]);
  }
}

static void int4_multiply(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  for (int64_t n = begin; n < end; n += BLOCK) {
    for (int64_t row = 0; row < p->rows; row++) {
      UNROLL for (int quarter = 0; quarter < SIXTEENS; quarter++) { int4_quarter(p, n, quarter, row); }
    }
  }
}

const operation NEON_INT4 = {whole_bytes, ROWS_PREPARED, prepare_sums, BLOCK, no_room, int4_multiply};
