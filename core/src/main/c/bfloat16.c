/* y = x w^T for x, w and y in bfloat16, w [outputs, inputs]. */
#include "java.h"
#include "threads.h"
#include "vectors.h"

#include <stdlib.h>

enum {
  FEW = 4,          /* rows that are multiplied while the weights come from memory */
  CHAINS = 4,       /* their sums of one product that do not wait for each other */
  TILE_OUTPUTS = 4, /* otherwise: outputs and rows whose sums fit the registers */
  TILE_ROWS = 4,
  PART = 32,       /* outputs that a thread takes at a time */
  STEP = LINE / 2, /* inputs in a vector */
  AHEAD = 4096     /* bytes of weights to ask for early: measured */
};

typedef struct {
  const bfloat16 *x;
  int64_t rows;
  const bfloat16 *weight;
  bfloat16 *y;
  int64_t outputs, inputs;
  bfloat16 *copies; /* room for PART outputs of each thread, where rows are many */
} job;

INLINE __m512bh load(const bfloat16 *x) {
  return (__m512bh) _mm512_loadu_si512(x);
}

/* Output n of all rows. */
INLINE void output(const job *j, int64_t n, const int rows) {
  const bfloat16 *w = j->weight + n * j->inputs;
  __m512 sums[FEW][CHAINS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < CHAINS; i++) { sums[r][i] = _mm512_setzero_ps(); }
  }
  for (int64_t k = 0; k < j->inputs; k += STEP * CHAINS) {
    UNROLL for (int i = 0; i < CHAINS; i++) {
      _mm_prefetch((const char *) (w + k + STEP * i) + AHEAD, _MM_HINT_T0);
      __m512bh weights = load(w + k + STEP * i);
      UNROLL for (int r = 0; r < rows; r++) {
        sums[r][i] = _mm512_dpbf16_ps(sums[r][i], weights, load(j->x + r * j->inputs + k + STEP * i));
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    __m512 sum = _mm512_add_ps(_mm512_add_ps(sums[r][0], sums[r][1]), _mm512_add_ps(sums[r][2], sums[r][3]));
    j->y[r * j->outputs + n] = bfloat16_of(_mm512_reduce_add_ps(sum));
  }
}

static void few_rows(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  int64_t end = end_of_part(part, PART, j->outputs);
  for (int64_t n = part * PART; n < end; n++) {
    switch (j->rows) {
      case 1: output(j, n, 1); break;
      case 2: output(j, n, 2); break;
      case 3: output(j, n, 3); break;
      case FEW: output(j, n, FEW); break;
      default: break;
    }
  }
}

/* Inputs and what keeps outputs, whose inputs are often a multiple of 2048, apart in the cache. */
INLINE int64_t stride(const job *j) {
  return j->inputs + STEP;
}

/* TILE_OUTPUTS outputs, from n on, of some rows, from a copy of the weights. */
INLINE void tile(const job *j, const bfloat16 *copy, int64_t n, int64_t row, const int rows) {
  const int64_t inputs = j->inputs, apart = stride(j);
  const bfloat16 *x = j->x + row * inputs;
  __m512 sums[TILE_OUTPUTS][TILE_ROWS];
  UNROLL for (int i = 0; i < TILE_OUTPUTS; i++) {
    UNROLL for (int r = 0; r < rows; r++) { sums[i][r] = _mm512_setzero_ps(); }
  }
  for (int64_t k = 0; k < inputs; k += STEP) {
    __m512bh weights[TILE_OUTPUTS];
    UNROLL for (int i = 0; i < TILE_OUTPUTS; i++) { weights[i] = load(copy + i * apart + k); }
    UNROLL for (int r = 0; r < rows; r++) {
      __m512bh some = load(x + r * inputs + k);
      UNROLL for (int i = 0; i < TILE_OUTPUTS; i++) { sums[i][r] = _mm512_dpbf16_ps(sums[i][r], weights[i], some); }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < TILE_OUTPUTS; i++) {
      j->y[(row + r) * j->outputs + n + i] = bfloat16_of(_mm512_reduce_add_ps(sums[i][r]));
    }
  }
}

/* The outputs of a part, of some rows: these rows stay in the nearest cache, the copy in the next. */
INLINE void tiles(const job *j, const bfloat16 *copy, int64_t begin, int64_t end, int64_t row, const int rows) {
  for (int64_t n = begin; n < end; n += TILE_OUTPUTS) {
    tile(j, copy + (n - begin) * stride(j), n, row, rows);
  }
}

static void many_rows(const void *context, int64_t part, int thread) {
  const job *j = context;
  bfloat16 *copy = j->copies + thread * PART * stride(j);
  int64_t begin = part * PART;
  int64_t end = end_of_part(part, PART, j->outputs);
  for (int64_t n = begin; n < end; n++) {
    for (int64_t k = 0; k < j->inputs; k += STEP) {
      _mm512_store_si512(copy + (n - begin) * stride(j) + k, _mm512_loadu_si512(j->weight + n * j->inputs + k));
    }
  }
  int64_t row = 0;
  for (; row + TILE_ROWS <= j->rows; row += TILE_ROWS) {
    tiles(j, copy, begin, end, row, TILE_ROWS);
  }
  switch (j->rows - row) {
    case 1: tiles(j, copy, begin, end, row, 1); break;
    case 2: tiles(j, copy, begin, end, row, 2); break;
    case 3: tiles(j, copy, begin, end, row, 3); break;
    default: break;
  }
}

/* boolean bfloat16(x, rows, weight, y, outputs, inputs): false where memory is short. */
uint8_t JAVA(NativeProducts, bfloat16)(JNI_CALLER, int64_t x, int64_t rows, int64_t weight, int64_t y, int64_t outputs,
                                       int64_t inputs) {
  job j = {(const bfloat16 *) x, rows, (const bfloat16 *) weight, (bfloat16 *) y, outputs, inputs, 0};
  int64_t parts = parts_of(outputs, PART);
  if (rows <= FEW) {
    in_parts(parts, few_rows, &j);
    return 1;
  }
  j.copies = aligned_alloc(LINE, thread_count() * PART * stride(&j) * sizeof(bfloat16));
  if (!j.copies) {
    return 0;
  }
  in_parts(parts, many_rows, &j);
  free(j.copies);
  return 1;
}
