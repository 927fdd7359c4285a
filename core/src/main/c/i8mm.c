/*
 * NEON with products of matrices of bytes (i8mm): those of two outputs, eight inputs each, with the high and the low digits of
 * a row, so that one instruction does all that a row needs of 16 weights. See neon.h.
 */
#include "limits.h"

#include <arm_neon.h>

enum {
  TOGETHER = 8,
  INPUTS = 8,
  PAIRS = 4,         /* of outputs of int8 at a time */
  OUTPUTS = 2 * PAIRS,
  ROWS = 4           /* of them at a time, whose sums fit the registers */
};

/* The inputs of an output side by side: a vector has two outputs. */
INLINE void side_by_side(const int8x16_t *x, int8x16_t *values) {
  int16x8_t twos[INPUTS];
  UNROLL for (int i = 0; i < 4; i++) {
    twos[i] = vreinterpretq_s16_s8(vzip1q_s8(x[2 * i], x[2 * i + 1]));
    twos[4 + i] = vreinterpretq_s16_s8(vzip2q_s8(x[2 * i], x[2 * i + 1]));
  }
  UNROLL for (int i = 0; i < 2; i++) {
    const int16x8_t *of = twos + 4 * i;
    int32x4_t a = vreinterpretq_s32_s16(vzip1q_s16(of[0], of[1])), b = vreinterpretq_s32_s16(vzip1q_s16(of[2], of[3]));
    int32x4_t c = vreinterpretq_s32_s16(vzip2q_s16(of[0], of[1])), d = vreinterpretq_s32_s16(vzip2q_s16(of[2], of[3]));
    values[4 * i] = vreinterpretq_s8_s32(vzip1q_s32(a, b));
    values[4 * i + 1] = vreinterpretq_s8_s32(vzip2q_s32(a, b));
    values[4 * i + 2] = vreinterpretq_s8_s32(vzip1q_s32(c, d));
    values[4 * i + 3] = vreinterpretq_s8_s32(vzip2q_s32(c, d));
  }
}

INLINE void add_products(int32x4_t *sums, const int8x16_t *values, const int8_t *digits) {
  int8x16_t both = vld1q_s8(digits);
  UNROLL for (int i = 0; i < INPUTS; i++) { sums[i] = vmmlaq_s32(sums[i], values[i], both); }
}

/* From two outputs with a sum for each digit to four outputs of a digit. */
INLINE void to_digits(int32x4_t *sums) {
  int32x4_t high[INPUTS / 2], low[INPUTS / 2];
  UNROLL for (int i = 0; i < INPUTS / 2; i++) {
    high[i] = vuzp1q_s32(sums[2 * i], sums[2 * i + 1]);
    low[i] = vuzp2q_s32(sums[2 * i], sums[2 * i + 1]);
  }
  UNROLL for (int i = 0; i < INPUTS / 2; i++) {
    sums[i] = high[i];
    sums[INPUTS / 2 + i] = low[i];
  }
}

#include "neon.h"

/* Adds the products of STEP inputs, or of the last ones. */
INLINE void int8_step(const product *p, int64_t n, int64_t k, const int pairs, int64_t row, const int rows, const int last,
                      int32x4_t sums[PAIRS][ROWS]) {
  int8x16_t first[PAIRS], second[PAIRS]; /* eight inputs */
  UNROLL for (int o = 0; o < pairs; o++) {
    int64x2_t a = vreinterpretq_s64_s8(weights_at(p, n + 2 * o, k, 2 * pairs, last));
    int64x2_t b = vreinterpretq_s64_s8(weights_at(p, beside(p, n + 2 * o), k, 2 * pairs, last));
    first[o] = vreinterpretq_s8_s64(vtrn1q_s64(a, b));
    second[o] = vreinterpretq_s8_s64(vtrn2q_s64(a, b));
  }
  UNROLL for (int r = 0; r < rows; r++) {
    const int8_t *digits = digits_at(p, row + r, k);
    int8x16_t x = vld1q_s8(digits), more = vld1q_s8(digits + 2 * TOGETHER);
    UNROLL for (int o = 0; o < pairs; o++) { sums[o][r] = vmmlaq_s32(sums[o][r], first[o], x); }
    UNROLL for (int o = 0; o < pairs; o++) { sums[o][r] = vmmlaq_s32(sums[o][r], second[o], more); }
  }
}

/* Pairs of outputs, from n on, of some rows. */
INLINE void int8_pairs(const product *p, int64_t n, const int pairs, int64_t row, const int rows) {
  int32x4_t sums[PAIRS][ROWS];
  UNROLL for (int o = 0; o < pairs; o++) {
    UNROLL for (int r = 0; r < rows; r++) { sums[o][r] = vdupq_n_s32(0); }
  }
  int64_t k = 0;
  for (; k + STEP <= p->inputs; k += STEP) {
    int8_step(p, n, k, pairs, row, rows, 0, sums);
  }
  if (k < p->inputs) {
    int8_step(p, n, k, pairs, row, rows, 1, sums);
  }
  UNROLL for (int o = 0; o < pairs; o++) {
    UNROLL for (int r = 0; r < rows; r++) {
      write_int8(p, row + r, n + 2 * o, sums[o][r][0], sums[o][r][1]);
      write_int8(p, row + r, beside(p, n + 2 * o), sums[o][r][2], sums[o][r][3]);
    }
  }
}

INLINE void int8_rows(const product *p, int64_t begin, int64_t end, int64_t row, const int rows) {
  int64_t n = begin;
  for (; n + OUTPUTS <= end; n += OUTPUTS) { int8_pairs(p, n, PAIRS, row, rows); }
  for (; n < end; n += 2) { int8_pairs(p, n, 1, row, rows); }
}

static void int8_multiply(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  int64_t row = 0;
  for (; row + ROWS <= p->rows; row += ROWS) {
    int8_rows(p, begin, end, row, ROWS);
  }
  switch (p->rows - row) {
    case 1: int8_rows(p, begin, end, row, 1); break;
    case 2: int8_rows(p, begin, end, row, 2); break;
    case 3: int8_rows(p, begin, end, row, 3); break;
    default: break;
  }
}

const operation I8MM_INT8 = INT8_OPERATION, I8MM_INT4 = INT4_OPERATION;

/* Of two digits: half as many operations on weights as on bytes. */
#define MATRICES(sum, x) vmmlaq_s32(sum, vreinterpretq_s8_s32(x), vreinterpretq_s8_s32(x))
LIMIT(i8mm_limit, int32x4_t, "w", MATRICES, 2 * STEP)
