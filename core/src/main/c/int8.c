/* y = x (w * scales)^T for w in int8 [outputs, inputs], x and y in bfloat16. */
#include "activations.h"
#include "java.h"
#include "threads.h"

#include <stdlib.h>

enum {
  FEW = 4,          /* rows that are multiplied while the weights come from memory */
  TILE_OUTPUTS = 4, /* otherwise: outputs and rows whose sums fit the registers */
  TILE_ROWS = 3,
  PART = 32,        /* outputs that a thread takes at a time */
  AHEAD = 4096      /* bytes of weights to ask for early: measured */
};

typedef struct {
  const activations *a;
  int64_t rows;
  const int8_t *values;
  const bfloat16 *scales;
  bfloat16 *y;
  int64_t outputs;
  int8_t *copies; /* room for PART planes of each thread, where rows are many */
} job;

/* The kernel multiplies unsigned bytes by signed ones: w + 128, see activations.h. */
INLINE __m512i unsigned_weights(const int8_t *w) {
  return _mm512_xor_si512(_mm512_loadu_si512(w), _mm512_set1_epi8((char) 128));
}

/* Where the sums of a plane's products start. */
INLINE __m512i start(const int8_t *digits, int64_t inputs) {
  return _mm512_load_si512(digits + inputs);
}

/* Of sums that are not yet added up across lanes. */
INLINE bfloat16 product(__m512i high, __m512i low, float scale) {
  __m512 whole = _mm512_fmadd_ps(_mm512_cvtepi32_ps(high), _mm512_set1_ps(256), _mm512_cvtepi32_ps(low));
  return bfloat16_of(_mm512_reduce_add_ps(whole) * scale);
}

/* Output n of all rows. One line of weights per turn: reading ahead then works best. */
INLINE void output(const job *j, int64_t n, const int rows) {
  const activations *a = j->a;
  const int8_t *w = j->values + n * a->inputs;
  __m512i high[FEW], low[FEW];
  UNROLL for (int r = 0; r < rows; r++) {
    high[r] = start(high_digits(a, r), a->inputs);
    low[r] = start(low_digits(a, r), a->inputs);
  }
  for (int64_t k = 0; k < a->inputs; k += LINE) {
    _mm_prefetch((const char *) w + k + AHEAD, _MM_HINT_T1);
    __m512i weights = unsigned_weights(w + k);
    UNROLL for (int r = 0; r < rows; r++) {
      high[r] = _mm512_dpbusd_epi32(high[r], weights, _mm512_load_si512(high_digits(a, r) + k));
      low[r] = _mm512_dpbusd_epi32(low[r], weights, _mm512_load_si512(low_digits(a, r) + k));
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    float scale = float_of(j->scales[n]) * a->scales[r];
    j->y[r * j->outputs + n] = product(high[r], low[r], scale);
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

/* TILE_OUTPUTS outputs, from n on, of some rows, from a copy of the weights, a plane apart. */
INLINE void tile(const job *j, const int8_t *copy, int64_t n, int64_t row, const int rows) {
  const activations *a = j->a;
  __m512i high[TILE_OUTPUTS][TILE_ROWS], low[TILE_OUTPUTS][TILE_ROWS];
  UNROLL for (int i = 0; i < TILE_OUTPUTS; i++) {
    UNROLL for (int r = 0; r < rows; r++) {
      high[i][r] = start(high_digits(a, row + r), a->inputs);
      low[i][r] = start(low_digits(a, row + r), a->inputs);
    }
  }
  for (int64_t k = 0; k < a->inputs; k += LINE) {
    __m512i weights[TILE_OUTPUTS];
    UNROLL for (int i = 0; i < TILE_OUTPUTS; i++) { weights[i] = _mm512_load_si512(copy + i * plane(a) + k); }
    UNROLL for (int r = 0; r < rows; r++) {
      __m512i x_high = _mm512_load_si512(high_digits(a, row + r) + k);
      __m512i x_low = _mm512_load_si512(low_digits(a, row + r) + k);
      UNROLL for (int i = 0; i < TILE_OUTPUTS; i++) {
        high[i][r] = _mm512_dpbusd_epi32(high[i][r], weights[i], x_high);
        low[i][r] = _mm512_dpbusd_epi32(low[i][r], weights[i], x_low);
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < TILE_OUTPUTS; i++) {
      float scale = float_of(j->scales[n + i]) * a->scales[row + r];
      j->y[(row + r) * j->outputs + n + i] = product(high[i][r], low[i][r], scale);
    }
  }
}

/* The outputs of a part, of some rows: these rows stay in the nearest cache, the copy in the next. */
INLINE void tiles(const job *j, const int8_t *copy, int64_t begin, int64_t end, int64_t row, const int rows) {
  for (int64_t n = begin; n < end; n += TILE_OUTPUTS) {
    tile(j, copy + (n - begin) * plane(j->a), n, row, rows);
  }
}

/* All rows of a part. The copy spares them the conflicts of lines that lie a multiple of 4096 apart. */
static void many_rows(const void *context, int64_t part, int thread) {
  const job *j = context;
  int8_t *copy = j->copies + thread * PART * plane(j->a);
  int64_t begin = part * PART;
  int64_t end = end_of_part(part, PART, j->outputs);
  for (int64_t n = begin; n < end; n++) {
    for (int64_t k = 0; k < j->a->inputs; k += LINE) {
      _mm512_store_si512(copy + (n - begin) * plane(j->a) + k, unsigned_weights(j->values + n * j->a->inputs + k));
    }
  }
  int64_t row = 0;
  for (; row + TILE_ROWS <= j->rows; row += TILE_ROWS) {
    tiles(j, copy, begin, end, row, TILE_ROWS);
  }
  if (j->rows - row == 2) {
    tiles(j, copy, begin, end, row, 2);
  } else if (j->rows - row == 1) {
    tiles(j, copy, begin, end, row, 1);
  }
}

static int multiply(job *j) {
  int64_t parts = parts_of(j->outputs, PART);
  if (j->rows <= FEW) {
    in_parts(parts, few_rows, j);
    return 1;
  }
  j->copies = aligned_alloc(LINE, thread_count() * PART * plane(j->a));
  if (!j->copies) {
    return 0;
  }
  in_parts(parts, many_rows, j);
  free(j->copies);
  return 1;
}

/* boolean int8(x, rows, values, scales, y, outputs, inputs): false where memory is short. */
uint8_t JAVA(NativeProducts, int8)(JNI_CALLER, int64_t x, int64_t rows, int64_t values, int64_t scales, int64_t y,
                                   int64_t outputs, int64_t inputs) {
  activations a;
  if (!activations_of((const bfloat16 *) x, rows, inputs, &a)) {
    return 0;
  }
  job j = {&a, rows, (const int8_t *) values, (const bfloat16 *) scales, (bfloat16 *) y, outputs, 0};
  int done = multiply(&j);
  activations_free(&a);
  return (uint8_t) done;
}
