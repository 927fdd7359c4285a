/* int4 weights (see int4.h); AVX-512 with VNNI and VBMI. */
#include "digits.h"
#include "int4.h"

enum {
  VECTORS = BLOCK / 16, /* of a block's sums */
  TILE_ROWS = 2,        /* whose sums fit the registers */
  ROWS_AT_ONCE = 16     /* whose sums wait while the values of a group are near: a multiple of TILE_ROWS */
};

/* Bytes of outputs 0 to 15 (and of 32 to 47) for four inputs, which lie 32 apart, to stand side by side. */
static const uint8_t SIDE_BY_SIDE[LINE] __attribute__((aligned(LINE))) = {
#define FOUR(j) j, j + 32, j + 64, j + 96
    FOUR(0), FOUR(1), FOUR(2),  FOUR(3),  FOUR(4),  FOUR(5),  FOUR(6),  FOUR(7),
    FOUR(8), FOUR(9), FOUR(10), FOUR(11), FOUR(12), FOUR(13), FOUR(14), FOUR(15)};

/* The values of a block for four inputs: 16 outputs to a vector, in a lane those of one output. */
INLINE void unpack(const uint8_t *packed, __m512i values[VECTORS]) {
  const __m512i low = _mm512_set1_epi8(15);
  __m512i order = _mm512_load_si512(SIDE_BY_SIDE);
  __m512i first = _mm512_loadu_si512(packed);
  __m512i second = _mm512_loadu_si512(packed + LINE);
  __m512i left = _mm512_permutex2var_epi8(first, order, second);
  __m512i right = _mm512_permutex2var_epi8(first, _mm512_add_epi8(order, _mm512_set1_epi8(16)), second);
  values[0] = _mm512_and_si512(left, low);
  values[1] = _mm512_and_si512(right, low);
  values[2] = _mm512_and_si512(_mm512_srli_epi16(left, 4), low);
  values[3] = _mm512_and_si512(_mm512_srli_epi16(right, 4), low);
}

INLINE __m512i four_digits(const int8_t *digits) {
  return _mm512_set1_epi32(*(const int32_t *) digits);
}

/* sums += scale * x . q + (zero - 8 * scale) * sum(x), x of one group */
INLINE void add_group(__m512 sums[VECTORS], const __m512i high[VECTORS], const __m512i low[VECTORS],
                      const uint32_t *pairs, float x_scale, float total) {
  UNROLL for (int i = 0; i < VECTORS; i++) {
    __m512i pair = _mm512_loadu_si512(pairs + 16 * i);
    __m512 scale = _mm512_castsi512_ps(_mm512_slli_epi32(pair, 16));
    __m512 zero = _mm512_castsi512_ps(_mm512_and_si512(pair, _mm512_set1_epi32((int) 0xffff0000)));
    __m512 offset = _mm512_fnmadd_ps(scale, _mm512_set1_ps(8), zero);
    __m512 whole = _mm512_cvtepi32_ps(_mm512_add_epi32(_mm512_slli_epi32(high[i], 8), low[i]));
    sums[i] = _mm512_fmadd_ps(_mm512_mul_ps(scale, _mm512_set1_ps(x_scale)), whole, sums[i]);
    sums[i] = _mm512_fmadd_ps(offset, _mm512_set1_ps(total), sums[i]);
  }
}

/* One of the passes over group g of the block of outputs from n on. */
typedef struct {
  int64_t n, g, size, pass, passes; /* size: inputs of a group */
} visit;

/* The products of a group with some rows. Each pass asks for its share of what comes next. */
INLINE void group(const product *p, visit v, int64_t row, const int rows, __m512 sums[][VECTORS]) {
  const uint8_t *packed = block_values(p, v.n) + v.g * v.size * BYTES;
  const char *next = (const char *) packed + AHEAD_INT4 + v.pass * v.size * BYTES / v.passes;
  int64_t share = 2 * BYTES / v.passes; /* of two inputs */
  __m512i high[TILE_ROWS][VECTORS], low[TILE_ROWS][VECTORS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < VECTORS; i++) { high[r][i] = low[r][i] = _mm512_setzero_si512(); }
  }
  for (int64_t k = 0; k < v.size; k += 4) {
    __m512i values[VECTORS];
    __builtin_prefetch(next, 0, 3);
    __builtin_prefetch(next + share, 0, 3);
    next += 2 * share;
    unpack(packed + k * BYTES, values);
    UNROLL for (int r = 0; r < rows; r++) {
      __m512i x_high = four_digits(high_digits(p, row + r) + v.g * v.size + k);
      __m512i x_low = four_digits(low_digits(p, row + r) + v.g * v.size + k);
      UNROLL for (int i = 0; i < VECTORS; i++) {
        high[r][i] = _mm512_dpbusd_epi32(high[r][i], values[i], x_high);
        low[r][i] = _mm512_dpbusd_epi32(low[r][i], values[i], x_low);
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    add_group(sums[r], high[r], low[r], group_pairs(p, v.g, v.n), *row_scale(p, row + r), row_totals(p, row + r)[v.g]);
  }
}

/* The same with any number of rows. */
INLINE void group_of_all(const product *p, visit v, int64_t first, int64_t rows, __m512 sums[][VECTORS]) {
  for (int64_t r = 0; r < rows; r += TILE_ROWS, v.pass++) {
    if (r + TILE_ROWS <= rows) {
      group(p, v, first + r, TILE_ROWS, sums + r);
    } else {
      group(p, v, first + r, 1, sums + r);
    }
  }
}

/* The block of outputs from n on, of some rows. */
INLINE void block(const product *p, int64_t n, int64_t row, int64_t rows) {
  __m512 sums[ROWS_AT_ONCE][VECTORS];
  for (int64_t r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < VECTORS; i++) { sums[r][i] = _mm512_setzero_ps(); }
  }
  int64_t size = group_size(p);
  for (int64_t g = 0; g < p->groups; g++) {
    visit v = {.n = n, .g = g, .size = size, .passes = (rows + TILE_ROWS - 1) / TILE_ROWS};
    ask_for_scales(p, g, n);
    group_of_all(p, v, row, rows, sums);
  }
  for (int64_t r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < VECTORS; i++) {
      _mm256_storeu_si256((__m256i *) (p->y + (row + r) * p->stride + n + 16 * i), bfloat16s_of(sums[r][i]));
    }
  }
}

static void prepare(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    write_digits(p, row);
    write_totals(p, row);
  }
}

static void multiply(const product *p, int64_t begin, int64_t end, void *room __attribute__((unused))) {
  for (int64_t n = begin; n < end; n += BLOCK) {
    if (p->rows == 1) {
      block(p, n, 0, 1); /* whose sums stay in registers */
      continue;
    }
    for (int64_t row = 0; row < p->rows; row += ROWS_AT_ONCE) {
      block(p, n, row, least(ROWS_AT_ONCE, p->rows - row));
    }
  }
}

const operation AVX512_INT4 = {whole_bytes, ROWS_PREPARED, prepare, BLOCK, no_room, multiply};
