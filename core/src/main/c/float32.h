/*
 * float32 weights [outputs, inputs], in vectors of WIDTH; also bfloat16 ones, as float32: with rows of float32 (widened), or
 * rounded rows where no unit multiplies those. ROWS
 * rows, as many as the file that includes this says, have sums with OUTPUTS in the registers at once: a vector for each pair,
 * whose lanes are added at the end. So a result is the same whatever other rows there are.
 */
#ifndef QWENVL4J_FLOAT32_H
#define QWENVL4J_FLOAT32_H

#include "vectors.h"

enum {
  OUTPUTS = 4,
  PART = 32,         /* outputs that a thread takes at a time: with up to 4096 inputs they stay in the second cache */
  ROWS_PREPARED = 16,/* worth a thread */
  COPIED = 16        /* rows for which weights are worth a copy */
};

/* Inputs in whole vectors, and what keeps rows, whose inputs are often a multiple of 1024, apart in the cache. */
INLINE int64_t padded(const product *p) {
  return (p->inputs + 15) / 16 * 16 + LINE / (int64_t) sizeof(float);
}

INLINE float *prepared_row(const product *p, int64_t row) {
  return (float *) p->prepared + row * padded(p);
}

/* As float32, with zeros behind them. */
INLINE void copy_row(const product *p, const void *x, int64_t row, float *y, const int narrow) {
  if (narrow) {
    const bfloat16 *from = (const bfloat16 *) x + row * p->inputs;
    for (int64_t i = 0; i < p->inputs; i++) {
      y[i] = float_of(from[i]);
    }
  } else {
    memcpy(y, (const float *) x + row * p->inputs, p->inputs * sizeof(float));
  }
  memset(y + p->inputs, 0, (padded(p) - p->inputs) * sizeof(float));
}

INLINE void prepare_rows(const product *p, int64_t begin, int64_t end, const int narrow) {
  for (int64_t row = begin; row < end; row++) {
    copy_row(p, narrow ? (const void *) p->x : (const void *) p->x32, row, prepared_row(p, row), narrow);
  }
}

/* Where weights are read from, output by output: the weights themselves, or a copy of some as float32. */
typedef struct {
  const void *numbers;
  int64_t stride;
  int narrow, copied;
} source;

INLINE floats weights_at(source w, int64_t i, int64_t there) {
  return w.narrow ? floats_of_bfloat16((const bfloat16 *) w.numbers + i, there) : some_floats((const float *) w.numbers + i, there);
}

/* What is read next. */
INLINE void ask(const product *p, source w, int64_t i, int64_t k, const int outputs) {
  const int bytes = w.narrow ? 2 : 4;
  __builtin_prefetch((const char *) w.numbers + i * bytes + ahead_of(bytes * k, bytes * p->inputs, outputs), 0, 3);
}

/* Adds the products of a vector of inputs from k on, of which some weights are there, of outputs from the source's n on. */
INLINE void add_inputs(const product *p, source w, int64_t n, int64_t row, int64_t k, int64_t there, floats sums[ROWS][OUTPUTS],
                       const int outputs, const int rows) {
  floats x[ROWS];
  UNROLL for (int r = 0; r < rows; r++) { x[r] = floats_at(prepared_row(p, row + r) + k); }
  UNROLL for (int o = 0; o < outputs; o++) {
    if (!w.copied && there == WIDTH) {
      ask(p, w, (n + o) * w.stride + k, k, outputs);
    }
    floats weights = weights_at(w, (n + o) * w.stride + k, there);
    UNROLL for (int r = 0; r < rows; r++) { sums[r][o] += x[r] * weights; }
  }
}

INLINE void write(const product *p, int64_t row, int64_t n, const float *sums, const int outputs, const int narrow) {
  int64_t at = row * p->stride + n;
  UNROLL for (int o = 0; o < outputs; o++) {
    if (narrow) {
      p->y[at + o] = bfloat16_of(sums[o]);
    } else {
      p->y32[at + o] = sums[o];
    }
  }
}

/* Some outputs, from number n of those of the part that begins here, of some rows. */
INLINE void block(const product *p, source w, int64_t begin, int64_t n, const int outputs, int64_t row, const int rows,
                  const int narrow) {
  floats sums[ROWS][OUTPUTS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int o = 0; o < outputs; o++) { sums[r][o] = all(0); }
  }
  int64_t k = 0;
  for (; k + WIDTH <= p->inputs; k += WIDTH) {
    add_inputs(p, w, n, row, k, WIDTH, sums, outputs, rows);
  }
  if (k < p->inputs) {
    add_inputs(p, w, n, row, k, p->inputs - k, sums, outputs, rows);
  }
  UNROLL for (int r = 0; r < rows; r++) {
    if (outputs == OUTPUTS) {
      four_floats four = four_sums(sums[r][0], sums[r][1], sums[r][2], sums[r][3]);
      write(p, row + r, begin + n, (const float *) &four, OUTPUTS, narrow);
    } else {
      float one = sum_of(sums[r][0]);
      write(p, row + r, begin + n, &one, 1, narrow);
    }
  }
}

INLINE void blocks(const product *p, source w, int64_t begin, int64_t end, int64_t row, const int rows, const int narrow) {
  int64_t n = 0;
  for (; n + OUTPUTS <= end - begin; n += OUTPUTS) {
    block(p, w, begin, n, OUTPUTS, row, rows, narrow);
  }
  for (; n < end - begin; n++) {
    block(p, w, begin, n, 1, row, rows, narrow);
  }
}

/* Fewer rows than ROWS. */
INLINE void few_rows(const product *p, source w, int64_t begin, int64_t end, int64_t row, const int narrow) {
  switch (p->rows - row) {
    case 1: blocks(p, w, begin, end, row, 1, narrow); break;
    case 2: blocks(p, w, begin, end, row, 2, narrow); break;
#if ROWS > 3
    case 3: blocks(p, w, begin, end, row, 3, narrow); break;
    case 4: blocks(p, w, begin, end, row, 4, narrow); break;
    case 5: blocks(p, w, begin, end, row, 5, narrow); break;
#endif
    default: break;
  }
}

INLINE void all_rows(const product *p, source w, int64_t begin, int64_t end, const int narrow) {
  int64_t row = 0;
  for (; row + ROWS <= p->rows; row += ROWS) {
    blocks(p, w, begin, end, row, ROWS, narrow);
  }
  few_rows(p, w, begin, end, row, narrow);
}

/* Whether the weights are narrow, and whether rows and results are. */
INLINE void multiply_rows(const product *p, int64_t begin, int64_t end, float *room, const int narrow_weights, const int narrow) {
  if (p->rows < COPIED) {
    source w = {(const char *) p->weights + begin * p->inputs * (narrow_weights ? 2 : 4), p->inputs, narrow_weights, 0};
    all_rows(p, w, begin, end, narrow);
    return;
  }
  for (int64_t n = begin; n < end; n++) {
    copy_row(p, p->weights, n, room + (n - begin) * padded(p), narrow_weights);
  }
  source w = {room, padded(p), 0, 1};
  all_rows(p, w, begin, end, narrow);
}

static int64_t prepared_bytes(const product *p) {
  return p->rows * padded(p) * (int64_t) sizeof(float);
}

static int64_t room_bytes(const product *p) {
  return p->rows < COPIED ? 0 : PART * padded(p) * (int64_t) sizeof(float);
}

static void prepare_float32(const product *p, int64_t begin, int64_t end) {
  prepare_rows(p, begin, end, 0);
}

static void multiply_float32(const product *p, int64_t begin, int64_t end, void *room) {
  multiply_rows(p, begin, end, room, 0, 0);
}

static void multiply_widened(const product *p, int64_t begin, int64_t end, void *room) {
  multiply_rows(p, begin, end, room, 1, 0);
}

static void prepare_bfloat16(const product *p, int64_t begin, int64_t end) {
  prepare_rows(p, begin, end, 1);
}

static void multiply_bfloat16(const product *p, int64_t begin, int64_t end, void *room) {
  multiply_rows(p, begin, end, room, 1, 1);
}

#define FLOAT32_OPERATION {prepared_bytes, ROWS_PREPARED, prepare_float32, PART, room_bytes, multiply_float32}
#define WIDENED_OPERATION {prepared_bytes, ROWS_PREPARED, prepare_float32, PART, room_bytes, multiply_widened}
#define BFLOAT16_OPERATION {prepared_bytes, ROWS_PREPARED, prepare_bfloat16, PART, room_bytes, multiply_bfloat16}

#endif
