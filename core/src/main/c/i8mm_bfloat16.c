/*
 * bfloat16 weights [outputs, inputs]; NEON with products of matrices of bfloat16: those of two outputs, four inputs each, with two
 * rows. Prepared rows lie two by two: four inputs of one, the same of the other, then the next inputs; a last one has zeros beside it.
 */
#include "activations.h"
#include "limits.h"

#include <arm_neon.h>
#include <string.h>

enum {
  FOUR = 4,
  STEP = 2 * FOUR,     /* inputs at a time */
  PAIRS = 4,           /* of outputs at a time, whose sums with as many pairs of rows fit the registers */
  OUTPUTS = 2 * PAIRS,
  PART = 32            /* outputs that a thread takes at a time */
};

INLINE int64_t steps_of(const product *p) {
  return (p->inputs + STEP - 1) / STEP * STEP;
}

INLINE bfloat16 *pair_of_rows(const product *p, int64_t row) {
  return (bfloat16 *) (p->prepared + row / 2 * lines(2 * steps_of(p) * (int64_t) sizeof(bfloat16)));
}

static int64_t prepared_bytes(const product *p) {
  return (p->rows + 1) / 2 * lines(2 * steps_of(p) * (int64_t) sizeof(bfloat16));
}

static void prepare(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row += 2) {
    bfloat16 *pair = pair_of_rows(p, row);
    memset(pair, 0, 2 * steps_of(p) * sizeof(bfloat16));
    for (int64_t r = row; r < least(row + 2, end); r++) {
      for (int64_t k = 0; k < p->inputs; k += FOUR) {
        memcpy(pair + 2 * k + (r - row) * FOUR, p->x + r * p->inputs + k, least(FOUR, p->inputs - k) * sizeof(bfloat16));
      }
    }
  }
}

INLINE bfloat16x8_t eight(const bfloat16 *x) {
  return vreinterpretq_bf16_u16(vld1q_u16(x));
}

INLINE uint64x2_t weights_at(const product *p, int64_t n, int64_t k, const int outputs, const int last) {
  const bfloat16 *w = (const bfloat16 *) p->weights + n * p->inputs + k;
  if (!last) {
    __builtin_prefetch((const char *) w + ahead_of(2 * k, 2 * p->inputs, outputs), 0, 3);
    return vreinterpretq_u64_u16(vld1q_u16(w));
  }
  bfloat16 some[STEP] = {0};
  memcpy(some, w, (p->inputs - k) * sizeof(bfloat16));
  return vreinterpretq_u64_u16(vld1q_u16(some));
}

/* Adds the products of STEP inputs, or of the last ones. */
INLINE void add_step(const product *p, int64_t n, int64_t k, const int pairs, int64_t row, const int row_pairs, const int last,
                     float32x4_t sums[PAIRS][PAIRS]) {
  bfloat16x8_t first[PAIRS], second[PAIRS]; /* four inputs */
  UNROLL for (int o = 0; o < pairs; o++) {
    uint64x2_t a = weights_at(p, n + 2 * o, k, 2 * pairs, last), b = weights_at(p, beside(p, n + 2 * o), k, 2 * pairs, last);
    first[o] = vreinterpretq_bf16_u64(vtrn1q_u64(a, b));
    second[o] = vreinterpretq_bf16_u64(vtrn2q_u64(a, b));
  }
  UNROLL for (int r = 0; r < row_pairs; r++) {
    const bfloat16 *x = pair_of_rows(p, row + 2 * r) + 2 * k;
    bfloat16x8_t now = eight(x), more = eight(x + 2 * FOUR);
    UNROLL for (int o = 0; o < pairs; o++) { sums[o][r] = vbfmmlaq_f32(sums[o][r], first[o], now); }
    UNROLL for (int o = 0; o < pairs; o++) { sums[o][r] = vbfmmlaq_f32(sums[o][r], second[o], more); }
  }
}

INLINE void write_output(const product *p, int64_t row, int64_t n, float32x4_t sums, const int second) {
  p->y[row * p->stride + n] = bfloat16_of(second ? sums[2] : sums[0]);
  if (row + 1 < p->rows) {
    p->y[(row + 1) * p->stride + n] = bfloat16_of(second ? sums[3] : sums[1]);
  }
}

/* Pairs of outputs, from n on, of pairs of rows. */
INLINE void multiply_pairs(const product *p, int64_t n, const int pairs, int64_t row, const int row_pairs) {
  float32x4_t sums[PAIRS][PAIRS];
  UNROLL for (int o = 0; o < pairs; o++) {
    UNROLL for (int r = 0; r < row_pairs; r++) { sums[o][r] = vdupq_n_f32(0); }
  }
  int64_t k = 0;
  for (; k + STEP <= p->inputs; k += STEP) {
    add_step(p, n, k, pairs, row, row_pairs, 0, sums);
  }
  if (k < p->inputs) {
    add_step(p, n, k, pairs, row, row_pairs, 1, sums);
  }
  UNROLL for (int o = 0; o < pairs; o++) {
    UNROLL for (int r = 0; r < row_pairs; r++) {
      write_output(p, row + 2 * r, n + 2 * o, sums[o][r], 0);
      write_output(p, row + 2 * r, beside(p, n + 2 * o), sums[o][r], 1);
    }
  }
}

INLINE void multiply_rows(const product *p, int64_t begin, int64_t end, int64_t row, const int row_pairs) {
  int64_t n = begin;
  for (; n + OUTPUTS <= end; n += OUTPUTS) { multiply_pairs(p, n, PAIRS, row, row_pairs); }
  for (; n < end; n += 2) { multiply_pairs(p, n, 1, row, row_pairs); }
}

static void multiply(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  int64_t row = 0;
  for (; row + 2 * PAIRS <= p->rows; row += 2 * PAIRS) { multiply_rows(p, begin, end, row, PAIRS); }
  switch ((p->rows - row + 1) / 2) {
    case 1: multiply_rows(p, begin, end, row, 1); break;
    case 2: multiply_rows(p, begin, end, row, 2); break;
    case 3: multiply_rows(p, begin, end, row, 3); break;
    case 4: multiply_rows(p, begin, end, row, 4); break;
    default: break;
  }
}

const operation I8MM_BFLOAT16 = {prepared_bytes, ROWS_PREPARED, prepare, PART, no_room, multiply};

#define MATRICES(sum, x) vbfmmlaq_f32(sum, vreinterpretq_bf16_f32(x), vreinterpretq_bf16_f32(x))
LIMIT(i8mm_bfloat16_limit, float32x4_t, "w", MATRICES, 2 * 4 * FOUR)
