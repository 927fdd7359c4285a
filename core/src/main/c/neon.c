/* NEON with products of bytes (dotprod): a lane adds up those of four inputs. See neon.h. */
#include "limits.h"

#include <arm_neon.h>
#include <string.h>

enum {
  TOGETHER = 16,
  INPUTS = 16,
  QUAD = 4,    /* of them in a lane; outputs in a vector */
  OUTPUTS = 4, /* of int8 at a time */
  ROWS = 2     /* of them at a time, whose sums fit the registers */
};

/* Four inputs of an output side by side: for these inputs a vector has four outputs. */
INLINE void side_by_side(const int8x16_t *x, int8x16_t *values) {
  UNROLL for (int i = 0; i < INPUTS; i += QUAD) {
    int16x8_t a = vreinterpretq_s16_s8(vzip1q_s8(x[i], x[i + 1])), b = vreinterpretq_s16_s8(vzip1q_s8(x[i + 2], x[i + 3]));
    int16x8_t c = vreinterpretq_s16_s8(vzip2q_s8(x[i], x[i + 1])), d = vreinterpretq_s16_s8(vzip2q_s8(x[i + 2], x[i + 3]));
    values[i] = vreinterpretq_s8_s16(vzip1q_s16(a, b));
    values[i + 1] = vreinterpretq_s8_s16(vzip2q_s16(a, b));
    values[i + 2] = vreinterpretq_s8_s16(vzip1q_s16(c, d));
    values[i + 3] = vreinterpretq_s8_s16(vzip2q_s16(c, d));
  }
}

/* Adds the products with the inputs of a lane. */
#define ADD_QUAD(quad)                                                                  \
  UNROLL for (int i = 0; i < QUAD; i++) {                                               \
    sums[i] = vdotq_laneq_s32(sums[i], values[quad * QUAD + i], high, quad);            \
    sums[QUAD + i] = vdotq_laneq_s32(sums[QUAD + i], values[quad * QUAD + i], low, quad); \
  }

INLINE void add_products(int32x4_t *sums, const int8x16_t *values, const int8_t *digits) {
  int8x16_t high = vld1q_s8(digits), low = vld1q_s8(digits + TOGETHER);
  ADD_QUAD(0)
  ADD_QUAD(1)
  ADD_QUAD(2)
  ADD_QUAD(3)
}

/* They are by digit and output as they are. */
INLINE void to_digits(int32x4_t *sums __attribute__((unused))) {
}

#include "neon.h"

typedef struct {
  int32x4_t high[OUTPUTS][ROWS], low[OUTPUTS][ROWS];
} int8_sums;

/* Adds the products of STEP inputs, or of the last ones. */
INLINE void int8_step(const product *p, int64_t n, int64_t k, const int outputs, int64_t row, const int rows, const int last, int8_sums *s) {
  UNROLL for (int o = 0; o < outputs; o++) {
    int8x16_t weights = weights_at(p, n + o, k, outputs, last);
    UNROLL for (int r = 0; r < rows; r++) {
      const int8_t *digits = digits_at(p, row + r, k);
      s->high[o][r] = vdotq_s32(s->high[o][r], weights, vld1q_s8(digits));
      s->low[o][r] = vdotq_s32(s->low[o][r], weights, vld1q_s8(digits + TOGETHER));
    }
  }
}

/* Some outputs, from n on, of some rows. */
INLINE void int8_outputs(const product *p, int64_t n, const int outputs, int64_t row, const int rows) {
  int8_sums s;
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int r = 0; r < rows; r++) { s.high[o][r] = s.low[o][r] = vdupq_n_s32(0); }
  }
  int64_t k = 0;
  for (; k + STEP <= p->inputs; k += STEP) {
    int8_step(p, n, k, outputs, row, rows, 0, &s);
  }
  if (k < p->inputs) {
    int8_step(p, n, k, outputs, row, rows, 1, &s);
  }
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int r = 0; r < rows; r++) { write_int8(p, row + r, n + o, vaddvq_s32(s.high[o][r]), vaddvq_s32(s.low[o][r])); }
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

const operation NEON_INT8 = INT8_OPERATION, NEON_INT4 = INT4_OPERATION;

/* Of two digits: half as many operations on weights as on bytes. */
#define DIGITS(sum, x) vdotq_s32(sum, vreinterpretq_s8_s32(x), vreinterpretq_s8_s32(x))
LIMIT(neon_limit, int32x4_t, "w", DIGITS, STEP)
