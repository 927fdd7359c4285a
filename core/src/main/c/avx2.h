/*
 * Products of 256 bits. Whole numbers are multiplied as pairs of int16 whose products are added in int32; no sum of 4096 inputs
 * overflows, and those sums are added as float32. Who includes this says with ADD_PRODUCTS(sum, x, y) how the processor does that.
 */
#ifndef QWENVL4J_AVX2_H
#define QWENVL4J_AVX2_H

#include "int4.h"
#include "whole.h"

#include <immintrin.h>
#include <string.h>

enum {
  STEP = 16,         /* inputs at a time */
  CHUNK = 4096,      /* inputs whose products an int32 can add up */
  ROWS = 4,          /* few: rows and outputs whose sums fit the registers */
  OUTPUTS = 2,
  STREAMS = 4,       /* outputs with one row: more of the memory's answers under way */
  FEW_PART = 128,    /* outputs that a thread takes at a time: the longer what is read in a row, the better */
  TILE_OUTPUTS = 4,  /* many: outputs and rows whose sums fit the registers */
  TILE_ROWS = 2,
  PART = 32          /* outputs that a thread takes at a time */
};

INLINE float total_of(__m256 x) {
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

INLINE __m256i load(const void *x) {
  return _mm256_loadu_si256((const __m256i *) x);
}

/* ---- int8 [outputs, inputs], a bfloat16 scale for each output ---- */

INLINE __m256i wide_weights(const int8_t *w) {
  return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *) w));
}

/* The last of an output, fewer than STEP. */
INLINE __m256i last_weights(const int8_t *w, int64_t count) {
  int8_t some[STEP] = {0};
  memcpy(some, w, count);
  return wide_weights(some);
}

INLINE void write_int8(const product *p, int64_t row, int64_t n, __m256 sum) {
  float scale = float_of(((const bfloat16 *) p->scales)[n]) * *row_scale(p, row);
  p->y[row * p->stride + n] = bfloat16_of(total_of(sum) * scale);
}

/* Adds the products of STEP inputs from k on with some rows; in two steps, because the few sums would wait for AVX-VNNI. */
INLINE void int8_add(const product *p, __m256i weights, int64_t k, __m256i *whole, int64_t row, const int rows) {
  UNROLL for (int r = 0; r < rows; r++) {
    whole[r] = _mm256_add_epi32(whole[r], _mm256_madd_epi16(weights, load(row_whole(p, row + r) + k)));
  }
}

/* Outputs n, n + apart and so on, of some rows. */
INLINE void int8_outputs(const product *p, int64_t n, int64_t apart, const int outputs, int64_t row, const int rows) {
  const int8_t *w = (const int8_t *) p->weights + n * p->inputs;
  int64_t stride = apart * p->inputs;
  __m256 sums[STREAMS][ROWS];
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int r = 0; r < rows; r++) { sums[o][r] = _mm256_setzero_ps(); }
  }
  for (int64_t chunk = 0; chunk < p->inputs; chunk += CHUNK) {
    int64_t end = least(chunk + CHUNK, p->inputs), k = chunk;
    __m256i whole[STREAMS][ROWS];
    UNROLL for (int o = 0; o < outputs; o++) {
      UNROLL for (int r = 0; r < rows; r++) { whole[o][r] = _mm256_setzero_si256(); }
    }
    for (; k + STEP <= end; k += STEP) {
      UNROLL for (int o = 0; o < outputs; o++) {
        const int8_t *some = w + o * stride + k;
        _mm_prefetch((const char *) some + AHEAD / outputs, _MM_HINT_T0);
        int8_add(p, wide_weights(some), k, whole[o], row, rows);
      }
    }
    if (k < end) {
      UNROLL for (int o = 0; o < outputs; o++) {
        int8_add(p, last_weights(w + o * stride + k, end - k), k, whole[o], row, rows);
      }
    }
    UNROLL for (int o = 0; o < outputs; o++) {
      UNROLL for (int r = 0; r < rows; r++) { sums[o][r] = _mm256_add_ps(sums[o][r], _mm256_cvtepi32_ps(whole[o][r])); }
    }
  }
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int r = 0; r < rows; r++) { write_int8(p, row + r, n + o * apart, sums[o][r]); }
  }
}

/* The same of all rows from one on, fewer than ROWS. */
INLINE void int8_last_rows(const product *p, int64_t n, int64_t apart, const int outputs, int64_t row) {
  switch (p->rows - row) {
    case 1: int8_outputs(p, n, apart, outputs, row, 1); break;
    case 2: int8_outputs(p, n, apart, outputs, row, 2); break;
    case 3: int8_outputs(p, n, apart, outputs, row, 3); break;
    default: break;
  }
}

/*
 * As many streams of outputs as are read at a time. The weights of a stream lie one behind the other and far from those of the
 * others, so that the processor, which looks at each page of memory for itself, reads ahead in all of them.
 */
INLINE void int8_streams(const product *p, int64_t begin, int64_t end, const int streams) {
  int64_t apart = (end - begin) / streams, row;
  for (int64_t n = begin; n < begin + apart; n++) {
    if (streams == STREAMS) { /* which have the registers to themselves */
      int8_outputs(p, n, apart, streams, 0, 1);
      continue;
    }
    for (row = 0; row + ROWS <= p->rows; row += ROWS) {
      int8_outputs(p, n, apart, streams, row, ROWS);
    }
    int8_last_rows(p, n, apart, streams, row);
  }
  for (int64_t n = begin + streams * apart; n < end; n++) {
    for (row = 0; row < p->rows; row++) {
      int8_outputs(p, n, 0, 1, row, 1);
    }
  }
}

/* Some outputs, from n on, of some rows, from a copy of the weights as int16, two planes apart. */
INLINE void int8_tile(const product *p, const char *copy, int64_t n, const int outputs, int64_t row, const int rows) {
  __m256 sums[TILE_OUTPUTS][TILE_ROWS];
  UNROLL for (int i = 0; i < outputs; i++) {
    UNROLL for (int r = 0; r < rows; r++) { sums[i][r] = _mm256_setzero_ps(); }
  }
  for (int64_t chunk = 0; chunk < p->inputs; chunk += CHUNK) {
    int64_t end = least(chunk + CHUNK, p->inputs);
    __m256i whole[TILE_OUTPUTS][TILE_ROWS];
    UNROLL for (int i = 0; i < outputs; i++) {
      UNROLL for (int r = 0; r < rows; r++) { whole[i][r] = _mm256_setzero_si256(); }
    }
    for (int64_t k = chunk; k < end; k += STEP) {
      __m256i weights[TILE_OUTPUTS];
      UNROLL for (int i = 0; i < outputs; i++) { weights[i] = load(copy + i * 2 * plane(p) + 2 * k); }
      UNROLL for (int r = 0; r < rows; r++) {
        __m256i x = load(row_whole(p, row + r) + k);
        UNROLL for (int i = 0; i < outputs; i++) {
          whole[i][r] = ADD_PRODUCTS(whole[i][r], weights[i], x);
        }
      }
    }
    UNROLL for (int i = 0; i < outputs; i++) {
      UNROLL for (int r = 0; r < rows; r++) { sums[i][r] = _mm256_add_ps(sums[i][r], _mm256_cvtepi32_ps(whole[i][r])); }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < outputs; i++) { write_int8(p, row + r, n + i, sums[i][r]); }
  }
}

INLINE void int8_tiles(const product *p, const char *copy, int64_t begin, int64_t end, int64_t row, const int rows) {
  int64_t n = begin;
  for (; n + TILE_OUTPUTS <= end; n += TILE_OUTPUTS) {
    int8_tile(p, copy + (n - begin) * 2 * plane(p), n, TILE_OUTPUTS, row, rows);
  }
  for (; n < end; n++) {
    int8_tile(p, copy + (n - begin) * 2 * plane(p), n, 1, row, rows);
  }
}

static void int8_many(const product *p, int64_t begin, int64_t end, void *room) {
  char *copy = room;
  for (int64_t n = begin; n < end; n++) {
    const int8_t *w = (const int8_t *) p->weights + n * p->inputs;
    for (int64_t k = 0; k < p->inputs; k += STEP) {
      __m256i weights = k + STEP <= p->inputs ? wide_weights(w + k) : last_weights(w + k, p->inputs - k);
      _mm256_storeu_si256((__m256i *) (copy + (n - begin) * 2 * plane(p) + 2 * k), weights);
    }
  }
  int64_t row = 0;
  for (; row + TILE_ROWS <= p->rows; row += TILE_ROWS) {
    int8_tiles(p, copy, begin, end, row, TILE_ROWS);
  }
  if (row < p->rows) {
    int8_tiles(p, copy, begin, end, row, 1);
  }
}

static void int8_few(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  if (p->rows == 1) {
    int8_streams(p, begin, end, STREAMS);
  } else {
    int8_streams(p, begin, end, OUTPUTS);
  }
}

static int64_t int8_room(const product *p) {
  return PART * 2 * plane(p);
}

#define INT8_FEW_OPERATION {whole_bytes, ROWS_PREPARED, prepare_int8, FEW_PART, no_room, int8_few}
#define INT8_MANY_OPERATION {whole_bytes, ROWS_PREPARED, prepare_int8, PART, int8_room, int8_many}

/* ---- int4, see int4.h ---- */

enum { VECTORS = BLOCK / 8 /* of int32 for a block's outputs */ };

/*
 * The values of a block for two inputs, those of an output side by side as int16. The outputs in them are 0-3 and 16-19, 4-7
 * and 20-23, 8-11 and 24-27, 12-15 and 28-31, then the same 32 further.
 */
INLINE void unpack(const uint8_t *packed, __m256i values[VECTORS]) {
  const __m256i low = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
  __m256i first = load(packed), second = load(packed + BYTES);
  UNROLL for (int half = 0; half < 2; half++) {
    __m256i a = _mm256_and_si256(half ? _mm256_srli_epi16(first, 4) : first, low);
    __m256i b = _mm256_and_si256(half ? _mm256_srli_epi16(second, 4) : second, low);
    __m256i left = _mm256_unpacklo_epi8(a, b), right = _mm256_unpackhi_epi8(a, b);
    values[4 * half] = _mm256_unpacklo_epi8(left, zero);
    values[4 * half + 1] = _mm256_unpackhi_epi8(left, zero);
    values[4 * half + 2] = _mm256_unpacklo_epi8(right, zero);
    values[4 * half + 3] = _mm256_unpackhi_epi8(right, zero);
  }
}

/* Adds the products with two inputs. */
INLINE void add_pair(__m256i sums[VECTORS], const __m256i values[VECTORS], const int16_t *x) {
  int32_t both;
  memcpy(&both, x, sizeof(both));
  __m256i pair = _mm256_set1_epi32(both);
  UNROLL for (int i = 0; i < VECTORS; i++) { sums[i] = ADD_PRODUCTS(sums[i], values[i], pair); }
}

/* result += scale * x . q + (zero - 8 * scale) * sum(x), x of one group; the outputs are put in order. */
INLINE void int4_add(float *result, const __m256i sums[VECTORS], const uint32_t *pairs, float x_scale, float total) {
  UNROLL for (int i = 0; i < VECTORS; i++) {
    /* The quarters 0 and 1 of four vectors hold outputs 0-7 and 16-23, or 8-15 and 24-31. */
    int from = i / 4 * 4 + (i % 2) * 2, upper = i / 2 % 2;
    __m256i whole = upper ? _mm256_permute2x128_si256(sums[from], sums[from + 1], 0x31)
                          : _mm256_permute2x128_si256(sums[from], sums[from + 1], 0x20);
    __m256i pair = load(pairs + 8 * i);
    __m256 scale = _mm256_castsi256_ps(_mm256_slli_epi32(pair, 16));
    __m256 zero = _mm256_castsi256_ps(_mm256_and_si256(pair, _mm256_set1_epi32((int) 0xffff0000)));
    __m256 offset = _mm256_fnmadd_ps(scale, _mm256_set1_ps(8), zero);
    __m256 sum = _mm256_load_ps(result + 8 * i);
    sum = _mm256_fmadd_ps(_mm256_mul_ps(scale, _mm256_set1_ps(x_scale)), _mm256_cvtepi32_ps(whole), sum);
    _mm256_store_ps(result + 8 * i, _mm256_fmadd_ps(offset, _mm256_set1_ps(total), sum));
  }
}

/* The products of a group with one row, the values coming from memory or, for many rows, unpacked. */
INLINE void int4_group(const product *p, int64_t n, int64_t g, int64_t size, int64_t row, const __m256i *unpacked,
                       float *result) {
  const uint8_t *packed = block_values(p, n);
  const int16_t *x = row_whole(p, row);
  __m256i sums[VECTORS];
  UNROLL for (int i = 0; i < VECTORS; i++) { sums[i] = _mm256_setzero_si256(); }
  for (int64_t k = 0; k < size; k += 2) {
    if (unpacked) {
      add_pair(sums, unpacked + k / 2 * VECTORS, x + g * size + k);
    } else {
      __m256i values[VECTORS];
      ask_for_values(packed, g * size + k);
      unpack(packed + (g * size + k) * BYTES, values);
      add_pair(sums, values, x + g * size + k);
    }
  }
  int4_add(result, sums, group_pairs(p, g, n), *row_scale(p, row), row_totals(p, row)[g]);
}

enum { ROWS_AT_ONCE = 64 /* whose sums wait while the values of a group are at hand */ };

static void int4_rows(const product *p, int64_t n, int64_t row, int64_t rows, __m256i *unpacked) {
  float results[ROWS_AT_ONCE][BLOCK] __attribute__((aligned(32)));
  int64_t size = group_size(p);
  memset(results, 0, rows * sizeof(results[0]));
  for (int64_t g = 0; g < p->groups; g++) {
    ask_for_scales(p, g, n);
    if (rows == 1) {
      int4_group(p, n, g, size, row, 0, results[0]);
      continue;
    }
    for (int64_t k = 0; k < size; k += 2) {
      ask_for_values(block_values(p, n), g * size + k);
      unpack(block_values(p, n) + (g * size + k) * BYTES, unpacked + k / 2 * VECTORS);
    }
    for (int64_t r = 0; r < rows; r++) {
      int4_group(p, n, g, size, row + r, unpacked, results[r]);
    }
  }
  for (int64_t r = 0; r < rows; r++) {
    for (int i = 0; i < BLOCK; i++) {
      p->y[(row + r) * p->stride + n + i] = bfloat16_of(results[r][i]);
    }
  }
}

static void int4_multiply(const product *p, int64_t begin, int64_t end, void *room) {
  for (int64_t n = begin; n < end; n += BLOCK) {
    for (int64_t row = 0; row < p->rows; row += ROWS_AT_ONCE) {
      int4_rows(p, n, row, least(ROWS_AT_ONCE, p->rows - row), room);
    }
  }
}

static int64_t int4_room(const product *p) {
  return group_size(p) / 2 * VECTORS * (int64_t) sizeof(__m256i);
}

#define INT4_OPERATION {whole_bytes, ROWS_PREPARED, prepare_int4, BLOCK, int4_room, int4_multiply}

#endif
