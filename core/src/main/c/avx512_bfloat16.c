/* bfloat16 weights [outputs, inputs]; AVX-512 with BF16. */
#include "limits.h"
#include "vectors512.h"

enum {
  FEW = 8,          /* rows that are multiplied while the weights come from memory */
  OUTPUTS = 4,      /* of them at a time */
  TILE_OUTPUTS = 4, /* otherwise: outputs and rows whose sums fit the registers */
  TILE_ROWS = 4,
  PART = 32,       /* outputs that a thread takes at a time */
  STEP = LINE / 2  /* inputs in a vector */
};

INLINE const bfloat16 *weights_of(const product *p, int64_t n) {
  return (const bfloat16 *) p->weights + n * p->inputs;
}

INLINE __m512bh load(const bfloat16 *x) {
  return (__m512bh) _mm512_loadu_si512(x);
}

/* The last of a row, fewer than a vector. */
INLINE __m512bh load_last(const bfloat16 *x, int64_t count) {
  return (__m512bh) _mm512_maskz_loadu_epi16((__mmask32) ((1ull << count) - 1), x);
}

/* Some outputs, from n on, of all rows. Several outputs keep more of the memory's answers under way than one. */
INLINE void outputs_from(const product *p, int64_t n, const int outputs, const int rows) {
  const bfloat16 *w = weights_of(p, n);
  __m512 sums[OUTPUTS][FEW];
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int r = 0; r < rows; r++) { sums[o][r] = _mm512_setzero_ps(); }
  }
  int64_t k = 0;
  for (; k + STEP <= p->inputs; k += STEP) {
    int64_t ahead = ahead_of(2 * k, 2 * p->inputs, outputs);
    UNROLL for (int o = 0; o < outputs; o++) {
      const bfloat16 *some = w + o * p->inputs + k;
      _mm_prefetch((const char *) some + ahead, _MM_HINT_T0);
      __m512bh weights = load(some);
      UNROLL for (int r = 0; r < rows; r++) {
        sums[o][r] = _mm512_dpbf16_ps(sums[o][r], weights, load(p->x + r * p->inputs + k));
      }
    }
  }
  if (k < p->inputs) {
    UNROLL for (int o = 0; o < outputs; o++) {
      __m512bh weights = load_last(w + o * p->inputs + k, p->inputs - k);
      UNROLL for (int r = 0; r < rows; r++) {
        sums[o][r] = _mm512_dpbf16_ps(sums[o][r], weights, load_last(p->x + r * p->inputs + k, p->inputs - k));
      }
    }
  }
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int r = 0; r < rows; r++) {
      p->y[r * p->stride + n + o] = bfloat16_of(_mm512_reduce_add_ps(sums[o][r]));
    }
  }
}

INLINE void all_outputs(const product *p, int64_t begin, int64_t end, const int rows) {
  const int outputs = rows <= 4 ? OUTPUTS : OUTPUTS / 2; /* whose sums fit the registers */
  int64_t n = begin;
  for (; n + outputs <= end; n += outputs) {
    outputs_from(p, n, outputs, rows);
  }
  for (; n < end; n++) {
    outputs_from(p, n, 1, rows);
  }
}

static void few_rows(const product *p, int64_t begin, int64_t end) {
  switch (p->rows) {
    case 1: all_outputs(p, begin, end, 1); break;
    case 2: all_outputs(p, begin, end, 2); break;
    case 3: all_outputs(p, begin, end, 3); break;
    case 4: all_outputs(p, begin, end, 4); break;
    case 5: all_outputs(p, begin, end, 5); break;
    case 6: all_outputs(p, begin, end, 6); break;
    case 7: all_outputs(p, begin, end, 7); break;
    case FEW: all_outputs(p, begin, end, FEW); break;
    default: break;
  }
}

/* Inputs, in whole vectors, and what keeps outputs, whose inputs are often a multiple of 2048, apart in the cache. */
INLINE int64_t stride(const product *p) {
  return lines(p->inputs * 2) / 2 + STEP;
}

/* Adds the products of so many inputs from k on. */
INLINE void add_vectors(const product *p, const bfloat16 *copy, const bfloat16 *x, int64_t k, const int64_t count,
                        __m512 sums[TILE_OUTPUTS][TILE_ROWS], const int outputs, const int rows) {
  __m512bh weights[TILE_OUTPUTS];
  UNROLL for (int i = 0; i < outputs; i++) { weights[i] = load(copy + i * stride(p) + k); }
  UNROLL for (int r = 0; r < rows; r++) {
    __m512bh values = load_last(x + r * p->inputs + k, count);
    UNROLL for (int i = 0; i < outputs; i++) { sums[i][r] = _mm512_dpbf16_ps(sums[i][r], weights[i], values); }
  }
}

/* Some outputs, from n on, of some rows, from a copy of the weights. */
INLINE void tile(const product *p, const bfloat16 *copy, int64_t n, const int outputs, int64_t row, const int rows) {
  const bfloat16 *x = p->x + row * p->inputs;
  __m512 sums[TILE_OUTPUTS][TILE_ROWS];
  UNROLL for (int i = 0; i < outputs; i++) {
    UNROLL for (int r = 0; r < rows; r++) { sums[i][r] = _mm512_setzero_ps(); }
  }
  int64_t k = 0;
  for (; k + STEP <= p->inputs; k += STEP) {
    add_vectors(p, copy, x, k, STEP, sums, outputs, rows);
  }
  if (k < p->inputs) {
    add_vectors(p, copy, x, k, p->inputs - k, sums, outputs, rows);
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < outputs; i++) {
      p->y[(row + r) * p->stride + n + i] = bfloat16_of(_mm512_reduce_add_ps(sums[i][r]));
    }
  }
}

/* The outputs of a part, of some rows: these rows stay in the nearest cache, the copy in the next. */
INLINE void tiles(const product *p, const bfloat16 *copy, int64_t begin, int64_t end, int64_t row, const int rows) {
  int64_t n = begin;
  for (; n + TILE_OUTPUTS <= end; n += TILE_OUTPUTS) {
    tile(p, copy + (n - begin) * stride(p), n, TILE_OUTPUTS, row, rows);
  }
  for (; n < end; n++) {
    tile(p, copy + (n - begin) * stride(p), n, 1, row, rows);
  }
}

static void copy_weights(const product *p, int64_t n, bfloat16 *copy) {
  const bfloat16 *w = weights_of(p, n);
  for (int64_t k = 0; k < p->inputs; k += STEP) {
    _mm512_store_si512(copy + k, (__m512i) load_last(w + k, least(STEP, p->inputs - k)));
  }
}

static void many_rows(const product *p, int64_t begin, int64_t end, bfloat16 *copy) {
  for (int64_t n = begin; n < end; n++) {
    copy_weights(p, n, copy + (n - begin) * stride(p));
  }
  int64_t row = 0;
  for (; row + TILE_ROWS <= p->rows; row += TILE_ROWS) {
    tiles(p, copy, begin, end, row, TILE_ROWS);
  }
  for (; row < p->rows; row++) {
    tiles(p, copy, begin, end, row, 1);
  }
}

static int64_t nothing_prepared(const product *p __attribute__((unused))) {
  return 0;
}

static int64_t room_bytes(const product *p) {
  return p->rows <= FEW ? 0 : PART * stride(p) * (int64_t) sizeof(bfloat16);
}

static void multiply(const product *p, int64_t begin, int64_t end, void *room) {
  if (p->rows <= FEW) {
    few_rows(p, begin, end);
  } else {
    many_rows(p, begin, end, room);
  }
}

const operation AVX512_BFLOAT16 = {nothing_prepared, 1, 0, PART, room_bytes, multiply};

#define PRODUCT(sum, x) _mm512_dpbf16_ps(sum, (__m512bh) (x), (__m512bh) (x))
LIMIT(avx512_bfloat16_limit, __m512, "v", PRODUCT, 2 * STEP)
