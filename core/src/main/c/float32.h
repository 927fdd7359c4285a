/*
 * float32 weights [outputs, inputs], in vectors of WIDTH. ROWS rows, as many as the file that includes this says, have sums with
 * OUTPUTS in the registers at once: a vector for each pair, whose lanes are added at the end. So a result is the same whatever
 * other rows there are.
 */
#ifndef QWENVL4J_FLOAT32_H
#define QWENVL4J_FLOAT32_H

#include "vectors.h"

enum { OUTPUTS = 4, PART = 32 /* outputs that a thread takes at a time: with up to 4096 inputs they stay in the second cache */ };

/* Inputs in whole vectors, and what keeps rows, whose inputs are often a multiple of 1024, apart in the cache. */
INLINE int64_t padded(const product *p) {
  return (p->inputs + 15) / 16 * 16 + LINE / (int64_t) sizeof(float);
}

INLINE float *prepared_row(const product *p, int64_t row) {
  return (float *) p->prepared + row * padded(p);
}

/* With zeros behind them. */
INLINE void copy_row(const product *p, const float *x, float *y) {
  memcpy(y, x, p->inputs * sizeof(float));
  memset(y + p->inputs, 0, (padded(p) - p->inputs) * sizeof(float));
}

static void prepare(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    copy_row(p, p->x32 + row * p->inputs, prepared_row(p, row));
  }
}

/* Adds the products of a vector of inputs from k on, of which some weights are there. */
INLINE void add_inputs(const product *p, const float *w, int64_t stride, int64_t row, int64_t k, int64_t there,
                       floats sums[ROWS][OUTPUTS], const int rows, const int outputs) {
  floats x[ROWS];
  UNROLL for (int r = 0; r < rows; r++) { x[r] = floats_at(prepared_row(p, row + r) + k); }
  UNROLL for (int o = 0; o < outputs; o++) {
    floats weights = some_floats(w + o * stride + k, there);
    UNROLL for (int r = 0; r < rows; r++) { sums[r][o] += x[r] * weights; }
  }
}

/* Some outputs, from n on, of some rows; from memory, which is asked early for what comes next, or from a copy. */
INLINE void block(const product *p, const float *w, int64_t stride, int64_t n, const int outputs, int64_t row, const int rows) {
  floats sums[ROWS][OUTPUTS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int o = 0; o < outputs; o++) { sums[r][o] = all(0); }
  }
  int64_t k = 0, copied = stride != p->inputs;
  for (; k + WIDTH <= p->inputs; k += WIDTH) {
    int64_t ahead = ahead_of(4 * k, 4 * p->inputs, outputs);
    UNROLL for (int o = 0; !copied && o < outputs; o++) {
      __builtin_prefetch((const char *) (w + o * stride + k) + ahead, 0, 3);
    }
    add_inputs(p, w, stride, row, k, WIDTH, sums, rows, outputs);
  }
  if (k < p->inputs) {
    add_inputs(p, w, stride, row, k, p->inputs - k, sums, rows, outputs);
  }
  UNROLL for (int r = 0; r < rows; r++) {
    float *y = p->y32 + (row + r) * p->stride + n;
    if (outputs == OUTPUTS) {
      four_floats y4 = four_sums(sums[r][0], sums[r][1], sums[r][2], sums[r][3]);
      memcpy(y, &y4, sizeof(y4));
    } else {
      UNROLL for (int o = 0; o < outputs; o++) { y[o] = sum_of(sums[r][o]); }
    }
  }
}

INLINE void blocks(const product *p, const float *w, int64_t stride, int64_t begin, int64_t end, int64_t row, const int rows) {
  int64_t n = begin;
  for (; n + OUTPUTS <= end; n += OUTPUTS) {
    block(p, w + (n - begin) * stride, stride, n, OUTPUTS, row, rows);
  }
  for (; n < end; n++) {
    block(p, w + (n - begin) * stride, stride, n, 1, row, rows);
  }
}

/* Fewer rows than ROWS. */
static void few_rows(const product *p, const float *w, int64_t stride, int64_t begin, int64_t end, int64_t row) {
  switch (p->rows - row) {
    case 1: blocks(p, w, stride, begin, end, row, 1); break;
    case 2: blocks(p, w, stride, begin, end, row, 2); break;
#if ROWS > 3
    case 3: blocks(p, w, stride, begin, end, row, 3); break;
    case 4: blocks(p, w, stride, begin, end, row, 4); break;
    case 5: blocks(p, w, stride, begin, end, row, 5); break;
#endif
    default: break;
  }
}

static void multiply(const product *p, int64_t begin, int64_t end, void *room) {
  const float *w = (const float *) p->weights + begin * p->inputs;
  if (p->rows < ROWS) {
    few_rows(p, w, p->inputs, begin, end, 0);
    return;
  }
  for (int64_t n = begin; n < end; n++) {
    copy_row(p, w + (n - begin) * p->inputs, (float *) room + (n - begin) * padded(p));
  }
  int64_t row = 0;
  for (; row + ROWS <= p->rows; row += ROWS) {
    blocks(p, room, padded(p), begin, end, row, ROWS);
  }
  few_rows(p, room, padded(p), begin, end, row);
}

static int64_t prepared_bytes(const product *p) {
  return p->rows * padded(p) * (int64_t) sizeof(float);
}

static int64_t room_bytes(const product *p) {
  return p->rows < ROWS ? 0 : PART * padded(p) * (int64_t) sizeof(float);
}

enum { ROWS_PREPARED = 16 /* worth a thread */ };

#define FLOAT32_OPERATION {prepared_bytes, ROWS_PREPARED, prepare, PART, room_bytes, multiply}

#endif
