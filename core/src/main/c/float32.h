/*
 * float32 weights [outputs, inputs], in vectors of WIDTH. The file that includes this says how many ROWS and OUTPUTS have sums
 * in the registers at once: a vector for each pair, whose lanes are added at the end. So a result is the same whatever other
 * rows there are.
 */
#ifndef QWENVL4J_FLOAT32_H
#define QWENVL4J_FLOAT32_H

#include "vectors.h"

enum { PART = 32 /* outputs that a thread takes at a time: with up to 4096 inputs they stay in the second cache */ };

/* Adds the products of the inputs from k on: a vector of them, or the last ones. */
INLINE void add_inputs(const product *p, const float *x, const float *w, int64_t k, int64_t count, floats sums[ROWS][OUTPUTS],
                       const int rows, const int outputs) {
  floats weights[OUTPUTS];
  UNROLL for (int o = 0; o < outputs; o++) { weights[o] = some_floats(w + o * p->inputs + k, count); }
  UNROLL for (int r = 0; r < rows; r++) {
    floats values = some_floats(x + r * p->inputs + k, count);
    UNROLL for (int o = 0; o < outputs; o++) { sums[r][o] += values * weights[o]; }
  }
}

/* Some outputs, from n on, of some rows. */
INLINE void block(const product *p, int64_t n, const int outputs, int64_t row, const int rows) {
  const float *w = (const float *) p->weights + n * p->inputs, *x = p->x32 + row * p->inputs;
  floats sums[ROWS][OUTPUTS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int o = 0; o < outputs; o++) { sums[r][o] = all(0); }
  }
  int64_t k = 0;
  for (; k + WIDTH <= p->inputs; k += WIDTH) {
    int64_t ahead = ahead_of(4 * k, 4 * p->inputs, outputs);
    UNROLL for (int o = 0; o < outputs; o++) { __builtin_prefetch((const char *) (w + o * p->inputs + k) + ahead, 0, 3); }
    add_inputs(p, x, w, k, WIDTH, sums, rows, outputs);
  }
  if (k < p->inputs) {
    add_inputs(p, x, w, k, p->inputs - k, sums, rows, outputs);
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int o = 0; o < outputs; o++) { p->y32[(row + r) * p->stride + n + o] = sum_of(sums[r][o]); }
  }
}

INLINE void blocks(const product *p, int64_t begin, int64_t end, int64_t row, const int rows) {
  int64_t n = begin;
  for (; n + OUTPUTS <= end; n += OUTPUTS) {
    block(p, n, OUTPUTS, row, rows);
  }
  for (; n < end; n++) {
    block(p, n, 1, row, rows);
  }
}

static void multiply_float32(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  int64_t row = 0;
  for (; row + ROWS <= p->rows; row += ROWS) {
    blocks(p, begin, end, row, ROWS);
  }
  switch (p->rows - row) {
    case 1: blocks(p, begin, end, row, 1); break;
    case 2: blocks(p, begin, end, row, 2); break;
    case 3: blocks(p, begin, end, row, 3); break;
#if ROWS > 4
    case 4: blocks(p, begin, end, row, 4); break;
    case 5: blocks(p, begin, end, row, 5); break;
#endif
    default: break;
  }
}

static int64_t nothing(const product *p __attribute__((unused))) {
  return 0;
}

#define FLOAT32_OPERATION {nothing, 1, 0, PART, nothing, multiply_float32}

#endif
