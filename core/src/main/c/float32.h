/*
 * float32 weights [outputs, inputs], in vectors of WIDTH; also bfloat16 ones, as float32: with rows of float32 (widened), or
 * rounded rows where no unit multiplies those. ROWS rows, as many as the file that includes this says, have sums with OUTPUTS
 * in the registers at once: a vector for each pair, whose lanes are added at the end. Many rows are multiplied by some inputs
 * of all outputs of a part at a time, CHUNK of them as that file says too, so that these stay in a near cache; the sums wait in
 * memory meanwhile. So a result is the same whatever other rows there are.
 */
#ifndef QWENVL4J_FLOAT32_H
#define QWENVL4J_FLOAT32_H

#include "vectors.h"

enum {
  OUTPUTS = 4,
  PART = 64,         /* outputs that a thread takes at a time */
  NEAR = 16,         /* of them, whose weights for CHUNK inputs stay in a near cache while rows pass */
  TURN = 48,         /* rows that stay with their sums in the next one meanwhile: a multiple of ROWS */
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

/*
 * Where weights are read from, output by output: the weights themselves, or a copy of some as float32, and where sums wait then.
 * Outputs at a time are next to each other in the copy; of the weights themselves they are as far apart as can be, so that the
 * processor, which looks at each page of memory for itself, reads ahead in all of them.
 */
typedef struct {
  const void *numbers;
  int64_t stride;
  int narrow, copied;
  float *sums; /* [TURN, PART, WIDTH] */
} source;

/* Inputs, from the first on. */
typedef struct {
  int64_t first, end;
} inputs;

INLINE floats weights_at(source w, int64_t i, int64_t there) {
  return w.narrow ? floats_of_bfloat16((const bfloat16 *) w.numbers + i, there) : some_floats((const float *) w.numbers + i, there);
}

/* What is read next. */
INLINE void ask(source w, int64_t i, const int outputs) {
  __builtin_prefetch((const char *) w.numbers + i * (w.narrow ? 2 : 4) + AHEAD / outputs, 0, 3);
}

/* Adds the products of a vector of inputs from k on, of which some weights are there, of the source's outputs n, n + apart, .. */
INLINE void add_inputs(const product *p, source w, int64_t n, int64_t apart, int64_t row, int64_t k, int64_t there,
                       floats sums[ROWS][OUTPUTS], const int outputs, const int rows) {
  floats x[ROWS];
  UNROLL for (int r = 0; r < rows; r++) { x[r] = floats_at(prepared_row(p, row + r) + k); }
  UNROLL for (int o = 0; o < outputs; o++) {
    int64_t at = (n + o * apart) * w.stride + k;
    if (there == WIDTH) {
      ask(w, at, outputs);
    }
    floats weights = weights_at(w, at, there);
    UNROLL for (int r = 0; r < rows; r++) { sums[r][o] += x[r] * weights; }
  }
}

/* Adds the products of some inputs of a copy, behind which are zeros. Apart from the above, so that all sums stay in registers. */
INLINE void add_copied(const product *p, source w, int64_t n, int64_t row, inputs some, floats sums[ROWS][OUTPUTS], const int outputs,
                       const int rows) {
  const float *x[ROWS], *weights[OUTPUTS];
  UNROLL for (int r = 0; r < rows; r++) { x[r] = prepared_row(p, row + r); }
  UNROLL for (int o = 0; o < outputs; o++) { weights[o] = (const float *) w.numbers + (n + o) * w.stride; }
  for (int64_t k = some.first; k < some.end; k += WIDTH) {
    floats of_rows[ROWS];
    UNROLL for (int r = 0; r < rows; r++) { of_rows[r] = floats_at(x[r] + k); }
    UNROLL for (int o = 0; o < outputs; o++) {
      floats of_output = floats_at(weights[o] + k);
      UNROLL for (int r = 0; r < rows; r++) { sums[r][o] += of_rows[r] * of_output; }
    }
  }
}

/* Adds the products of some inputs of the weights themselves. */
INLINE void add_all(const product *p, source w, int64_t n, int64_t apart, int64_t row, inputs some, floats sums[ROWS][OUTPUTS],
                    const int outputs, const int rows) {
  int64_t k = some.first;
  for (; k + WIDTH <= some.end; k += WIDTH) {
    add_inputs(p, w, n, apart, row, k, WIDTH, sums, outputs, rows);
  }
  if (k < some.end) {
    add_inputs(p, w, n, apart, row, k, some.end - k, sums, outputs, rows);
  }
}

INLINE void write(const product *p, int64_t row, int64_t n, int64_t apart, const float *sums, const int outputs, const int narrow) {
  int64_t at = row * p->stride + n;
  UNROLL for (int o = 0; o < outputs; o++) {
    if (narrow) {
      p->y[at + o * apart] = bfloat16_of(sums[o]);
    } else {
      p->y32[at + o * apart] = sums[o];
    }
  }
}

/* Where the sums of an output and a row wait. */
INLINE float *waiting(source w, int64_t n, int64_t row) {
  return w.sums + (row % TURN * PART + n) * WIDTH;
}

/* A pass over some inputs of the outputs of the part that begins here. */
typedef struct {
  const product *p;
  source w;
  inputs some;
  int64_t begin;
} pass;

/* The part's outputs n, n + apart and so on, of some rows; written once all inputs have been added. */
INLINE void block(const pass *of, int64_t n, int64_t apart, const int outputs, int64_t row, const int rows, const int narrow) {
  const product *p = of->p;
  inputs some = of->some;
  floats sums[ROWS][OUTPUTS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int o = 0; o < outputs; o++) {
      sums[r][o] = some.first > 0 ? floats_at(waiting(of->w, n + o, row + r)) : all(0);
    }
  }
  if (of->w.copied) {
    add_copied(p, of->w, n, row, some, sums, outputs, rows);
  } else {
    add_all(p, of->w, n, apart, row, some, sums, outputs, rows);
  }
  UNROLL for (int r = 0; r < rows; r++) {
    if (some.end < p->inputs) {
      UNROLL for (int o = 0; o < outputs; o++) { store_floats(waiting(of->w, n + o, row + r), sums[r][o]); }
    } else if (outputs == OUTPUTS) {
      four_floats four = four_sums(sums[r][0], sums[r][1], sums[r][2], sums[r][3]);
      write(p, row + r, of->begin + n, apart, (const float *) &four, OUTPUTS, narrow);
    } else {
      float one = sum_of(sums[r][0]);
      write(p, row + r, of->begin + n, apart, &one, 1, narrow);
    }
  }
}

INLINE void blocks(const pass *of, int64_t n, int64_t end, int64_t row, const int rows, const int narrow) {
  int64_t count = (end - n) / OUTPUTS, last = n + count * OUTPUTS;
  for (int64_t i = 0; i < count; i++) {
    if (of->w.copied) {
      block(of, n + i * OUTPUTS, 1, OUTPUTS, row, rows, narrow);
    } else {
      block(of, n + i, count, OUTPUTS, row, rows, narrow);
    }
  }
  for (; last < end; last++) {
    block(of, last, 1, 1, row, rows, narrow);
  }
}

/* Fewer rows than ROWS. */
INLINE void few_rows(const pass *of, int64_t n, int64_t end, int64_t row, int64_t rows, const int narrow) {
  switch (rows) {
    case 1: blocks(of, n, end, row, 1, narrow); break;
    case 2: blocks(of, n, end, row, 2, narrow); break;
#if ROWS > 3
    case 3: blocks(of, n, end, row, 3, narrow); break;
    case 4: blocks(of, n, end, row, 4, narrow); break;
    case 5: blocks(of, n, end, row, 5, narrow); break;
#endif
    default: break;
  }
}

/* The part's outputs from n to end, of rows from one to another. */
INLINE void some_rows(const pass *of, int64_t n, int64_t end, int64_t row, int64_t last, const int narrow) {
  for (; row + ROWS <= last; row += ROWS) {
    blocks(of, n, end, row, ROWS, narrow);
  }
  few_rows(of, n, end, row, last - row, narrow);
}

/* Whether the weights are narrow, and whether rows and results are. */
INLINE void multiply_rows(const product *p, int64_t begin, int64_t end, float *room, const int narrow_weights, const int narrow) {
  int64_t outputs = end - begin;
  if (p->rows < COPIED) {
    source w = {(const char *) p->weights + begin * p->inputs * (narrow_weights ? 2 : 4), p->inputs, narrow_weights, 0, 0};
    pass all = {p, w, {0, p->inputs}, begin};
    some_rows(&all, 0, outputs, 0, p->rows, narrow);
    return;
  }
  for (int64_t n = 0; n < outputs; n++) {
    copy_row(p, p->weights, begin + n, room + n * padded(p), narrow_weights);
  }
  source w = {room, padded(p), 0, 1, room + PART * padded(p)};
  for (int64_t row = 0; row < p->rows; row += TURN) {
    for (int64_t k = 0; k < p->inputs; k += CHUNK) {
      pass some = {p, w, {k, least(k + CHUNK, p->inputs)}, begin};
      for (int64_t n = 0; n < outputs; n += NEAR) {
        some_rows(&some, n, least(n + NEAR, outputs), row, least(row + TURN, p->rows), narrow);
      }
    }
  }
}

static int64_t prepared_bytes(const product *p) {
  return p->rows * padded(p) * (int64_t) sizeof(float);
}

static int64_t room_bytes(const product *p) {
  return p->rows < COPIED ? 0 : PART * (padded(p) + TURN * WIDTH) * (int64_t) sizeof(float);
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
