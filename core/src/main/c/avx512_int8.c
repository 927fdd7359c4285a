/* int8 weights [outputs, inputs], a bfloat16 scale for each output; AVX-512 with VNNI. */
#include "digits.h"
#include "limits.h"

enum {
  OUTPUTS = 4,      /* few: at a time, while the weights come from memory */
  ROWS = 4,
  TILE_OUTPUTS = 4, /* many: outputs and rows whose sums fit the registers */
  TILE_ROWS = 3,
  PART = 32         /* outputs that a thread takes at a time */
};

INLINE const int8_t *weights_of(const product *p, int64_t n) {
  return (const int8_t *) p->weights + n * p->inputs;
}

/* The kernel multiplies unsigned bytes by signed ones: w + 128, see digits.h. */
INLINE __m512i unsigned_weights(const int8_t *w) {
  return _mm512_xor_si512(_mm512_loadu_si512(w), _mm512_set1_epi8((char) 128));
}

/* The last of an output, fewer than a line: what stands for the others meets digits of 0. */
INLINE __m512i last_weights(const int8_t *w, int64_t count) {
  __mmask64 some = (1ull << count) - 1;
  return _mm512_xor_si512(_mm512_maskz_loadu_epi8(some, w), _mm512_set1_epi8((char) 128));
}

/* The sums are added up across lanes as whole numbers, so that they are the same in whatever order. */
INLINE void write(const product *p, int64_t row, int64_t n, __m512i high, __m512i low) {
  float whole = fmaf((float) _mm512_reduce_add_epi32(high), 256, (float) _mm512_reduce_add_epi32(low));
  float scale = float_of(((const bfloat16 *) p->scales)[n]) * *row_scale(p, row);
  p->y[row * p->stride + n] = bfloat16_of(whole * scale);
}

/* Lanes of four vectors added up: of each one sum. */
INLINE __m128i four_sums(const __m512i x[4]) {
  __m512i a = _mm512_add_epi32(_mm512_unpacklo_epi32(x[0], x[1]), _mm512_unpackhi_epi32(x[0], x[1]));
  __m512i b = _mm512_add_epi32(_mm512_unpacklo_epi32(x[2], x[3]), _mm512_unpackhi_epi32(x[2], x[3]));
  __m512i all = _mm512_add_epi32(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(all), _mm512_extracti64x4_epi64(all, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

/* The same for four outputs. */
INLINE void write_four(const product *p, int64_t row, int64_t n, const __m512i high[4], const __m512i low[4]) {
  __m128 whole = _mm_fmadd_ps(_mm_cvtepi32_ps(four_sums(high)), _mm_set1_ps(256), _mm_cvtepi32_ps(four_sums(low)));
  __m128i scales = _mm_cvtepu16_epi32(_mm_loadl_epi64((const __m128i *) ((const bfloat16 *) p->scales + n)));
  __m128 scale = _mm_mul_ps(_mm_castsi128_ps(_mm_slli_epi32(scales, 16)), _mm_set1_ps(*row_scale(p, row)));
  __m256i y = bfloat16s_of(_mm512_castps128_ps512(_mm_mul_ps(whole, scale)));
  _mm_storel_epi64((__m128i *) (p->y + row * p->stride + n), _mm256_castsi256_si128(y));
}

/* Adds the products of a line of weights with some rows. */
INLINE void add_line(const product *p, __m512i weights, int64_t k, __m512i *high, __m512i *low, int64_t row, const int rows) {
  UNROLL for (int r = 0; r < rows; r++) {
    high[r] = _mm512_dpbusd_epi32(high[r], weights, _mm512_load_si512(high_digits(p, row + r) + k));
    low[r] = _mm512_dpbusd_epi32(low[r], weights, _mm512_load_si512(low_digits(p, row + r) + k));
  }
}

/* Some outputs, from n on, of some rows. Several outputs keep more of the memory's answers under way than one. */
INLINE void outputs_from(const product *p, int64_t n, const int outputs, int64_t row, const int rows) {
  const int8_t *w = weights_of(p, n);
  __m512i high[OUTPUTS][ROWS], low[OUTPUTS][ROWS];
  UNROLL for (int o = 0; o < outputs; o++) {
    UNROLL for (int r = 0; r < rows; r++) {
      high[o][r] = start(p, high_digits(p, row + r));
      low[o][r] = start(p, low_digits(p, row + r));
    }
  }
  int64_t k = 0;
  for (; k + LINE <= p->inputs; k += LINE) {
    int64_t ahead = ahead_of(k, p->inputs, outputs);
    UNROLL for (int o = 0; o < outputs; o++) {
      const int8_t *some = w + o * p->inputs + k;
      _mm_prefetch((const char *) some + ahead, _MM_HINT_T0);
      add_line(p, unsigned_weights(some), k, high[o], low[o], row, rows);
    }
  }
  if (k < p->inputs) {
    UNROLL for (int o = 0; o < outputs; o++) {
      add_line(p, last_weights(w + o * p->inputs + k, p->inputs - k), k, high[o], low[o], row, rows);
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    __m512i h[OUTPUTS], l[OUTPUTS];
    UNROLL for (int o = 0; o < outputs; o++) {
      h[o] = high[o][r];
      l[o] = low[o][r];
    }
    if (outputs == OUTPUTS) {
      write_four(p, row + r, n, h, l);
    } else {
      UNROLL for (int o = 0; o < outputs; o++) { write(p, row + r, n + o, h[o], l[o]); }
    }
  }
}

/* The same of all rows, so many at a time: the weights come from memory once and then from the nearest cache. */
INLINE void outputs_of_all(const product *p, int64_t n, const int outputs, const int rows, int64_t all) {
  int64_t row = 0;
  for (; row + rows <= all; row += rows) {
    outputs_from(p, n, outputs, row, rows);
  }
  for (; row < all; row++) {
    outputs_from(p, n, outputs, row, 1);
  }
}

INLINE void all_outputs(const product *p, int64_t begin, int64_t end, const int rows, int64_t all) {
  const int outputs = rows <= 2 ? OUTPUTS : OUTPUTS / 2; /* whose sums fit the registers */
  int64_t n = begin;
  for (; n + outputs <= end; n += outputs) {
    outputs_of_all(p, n, outputs, rows, all);
  }
  for (; n < end; n++) {
    outputs_of_all(p, n, 1, rows, all);
  }
}

/* Few rows are a constant, so that nothing is left of the loop over them: it costs 6 to 8 % with four. */
static void few_rows(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  switch (p->rows) {
    case 1: all_outputs(p, begin, end, 1, 1); break;
    case 2: all_outputs(p, begin, end, 2, 2); break;
    case 3: all_outputs(p, begin, end, 3, 3); break;
    case ROWS: all_outputs(p, begin, end, ROWS, ROWS); break;
    default: all_outputs(p, begin, end, ROWS, p->rows); break;
  }
}

/* Some outputs, from n on, of some rows, from a copy of the weights, a plane apart. */
INLINE void tile(const product *p, const char *copy, int64_t n, const int outputs, int64_t row, const int rows) {
  __m512i high[TILE_OUTPUTS][TILE_ROWS], low[TILE_OUTPUTS][TILE_ROWS];
  UNROLL for (int i = 0; i < outputs; i++) {
    UNROLL for (int r = 0; r < rows; r++) {
      high[i][r] = start(p, high_digits(p, row + r));
      low[i][r] = start(p, low_digits(p, row + r));
    }
  }
  for (int64_t k = 0; k < p->inputs; k += LINE) {
    __m512i weights[TILE_OUTPUTS];
    UNROLL for (int i = 0; i < outputs; i++) { weights[i] = _mm512_load_si512(copy + i * plane(p) + k); }
    UNROLL for (int r = 0; r < rows; r++) {
      __m512i x_high = _mm512_load_si512(high_digits(p, row + r) + k);
      __m512i x_low = _mm512_load_si512(low_digits(p, row + r) + k);
      UNROLL for (int i = 0; i < outputs; i++) {
        high[i][r] = _mm512_dpbusd_epi32(high[i][r], weights[i], x_high);
        low[i][r] = _mm512_dpbusd_epi32(low[i][r], weights[i], x_low);
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    __m512i h[TILE_OUTPUTS], l[TILE_OUTPUTS];
    UNROLL for (int i = 0; i < outputs; i++) {
      h[i] = high[i][r];
      l[i] = low[i][r];
    }
    outputs == TILE_OUTPUTS ? write_four(p, row + r, n, h, l) : write(p, row + r, n, h[0], l[0]);
  }
}

/* The outputs of a part, of some rows: these rows stay in the nearest cache, the copy in the next. */
INLINE void tiles(const product *p, const char *copy, int64_t begin, int64_t end, int64_t row, const int rows) {
  int64_t n = begin;
  for (; n + TILE_OUTPUTS <= end; n += TILE_OUTPUTS) {
    tile(p, copy + (n - begin) * plane(p), n, TILE_OUTPUTS, row, rows);
  }
  for (; n < end; n++) {
    tile(p, copy + (n - begin) * plane(p), n, 1, row, rows);
  }
}

static void copy_weights(const product *p, int64_t n, char *copy) {
  const int8_t *w = weights_of(p, n);
  int64_t k = 0;
  for (; k + LINE <= p->inputs; k += LINE) {
    _mm512_store_si512(copy + k, unsigned_weights(w + k));
  }
  if (k < p->inputs) {
    _mm512_store_si512(copy + k, last_weights(w + k, p->inputs - k));
  }
}

/* All rows of a part. The copy spares them the conflicts of lines that lie a multiple of 4096 apart. */
static void many_rows(const product *p, int64_t begin, int64_t end, void *room) {
  char *copy = room;
  for (int64_t n = begin; n < end; n++) {
    copy_weights(p, n, copy + (n - begin) * plane(p));
  }
  int64_t row = 0;
  for (; row + TILE_ROWS <= p->rows; row += TILE_ROWS) {
    tiles(p, copy, begin, end, row, TILE_ROWS);
  }
  for (; row < p->rows; row++) {
    tiles(p, copy, begin, end, row, 1);
  }
}

static void prepare(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    write_digits(p, row);
  }
}

static int64_t many_room(const product *p) {
  return PART * plane(p);
}

const operation AVX512_INT8_FEW = {whole_bytes, ROWS_PREPARED, prepare, PART, no_room, few_rows};
const operation AVX512_INT8_MANY = {whole_bytes, ROWS_PREPARED, prepare, PART, many_room, many_rows};

/* Of two digits: half as many operations on weights as on bytes. */
#define PRODUCT(sum, x) _mm512_dpbusd_epi32(sum, x, x)
LIMIT(avx512_int8_limit, __m512i, "v", PRODUCT, LINE)
