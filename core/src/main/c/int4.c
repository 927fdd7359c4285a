/*
 * y = x w^T for w = (q - 8) * scale + zero, q from 0 to 15 as Int4Layout says ([outputs/64, inputs, 32] bytes), one scale
 * and one zero for 128 inputs of an output ([inputs/128, outputs, 2]), x, y, scales and zeros in bfloat16.
 */
#include "activations.h"
#include "java.h"
#include "threads.h"

#include <stdlib.h>

enum {
  GROUP = 128,          /* inputs of a scale */
  BLOCK = 64,           /* outputs that lie together */
  BYTES = BLOCK / 2,    /* of a block's values for one input */
  VECTORS = BLOCK / 16, /* of a block's sums */
  AHEAD = 4096,         /* bytes of values to ask for early, and groups of scales: measured */
  GROUPS_AHEAD = 2,
  TILE_ROWS = 2         /* whose sums fit the registers */
};

typedef struct {
  const activations *a;
  const float *totals; /* sums of x by group, [rows, inputs/128] */
  int64_t rows;
  const uint8_t *packed;
  const uint32_t *pairs; /* scale in the low half, zero in the high one */
  bfloat16 *y;
  int64_t outputs;
} job;

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

/* The weights of a block lie one behind the other, its scales far apart: neither comes early enough by itself. */
INLINE void ask_for_scales(const uint32_t *pairs) {
  UNROLL for (int i = 0; i < VECTORS; i++) { _mm_prefetch((const char *) (pairs + 16 * i), _MM_HINT_T0); }
}

/* The block of outputs from n on, of some rows. */
INLINE void block(const job *j, int64_t n, int64_t row, const int rows) {
  const activations *a = j->a;
  const uint8_t *packed = j->packed + n * a->inputs / 2;
  const int64_t groups = a->inputs / GROUP;
  __m512 sums[TILE_ROWS][VECTORS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < VECTORS; i++) { sums[r][i] = _mm512_setzero_ps(); }
  }
  for (int64_t g = 0; g < groups; g++) {
    __m512i high[TILE_ROWS][VECTORS], low[TILE_ROWS][VECTORS];
    UNROLL for (int r = 0; r < rows; r++) {
      UNROLL for (int i = 0; i < VECTORS; i++) { high[r][i] = low[r][i] = _mm512_setzero_si512(); }
    }
    ask_for_scales(j->pairs + (g + GROUPS_AHEAD) * j->outputs + n);
    for (int64_t k = g * GROUP; k < (g + 1) * GROUP; k += 4) {
      __m512i values[VECTORS];
      _mm_prefetch((const char *) packed + k * BYTES + AHEAD, _MM_HINT_T0);
      _mm_prefetch((const char *) packed + k * BYTES + AHEAD + LINE, _MM_HINT_T0);
      unpack(packed + k * BYTES, values);
      UNROLL for (int r = 0; r < rows; r++) {
        __m512i x_high = four_digits(high_digits(a, row + r) + k);
        __m512i x_low = four_digits(low_digits(a, row + r) + k);
        UNROLL for (int i = 0; i < VECTORS; i++) {
          high[r][i] = _mm512_dpbusd_epi32(high[r][i], values[i], x_high);
          low[r][i] = _mm512_dpbusd_epi32(low[r][i], values[i], x_low);
        }
      }
    }
    UNROLL for (int r = 0; r < rows; r++) {
      const uint32_t *pairs = j->pairs + g * j->outputs + n;
      add_group(sums[r], high[r], low[r], pairs, a->scales[row + r], j->totals[(row + r) * groups + g]);
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < VECTORS; i++) {
      _mm256_storeu_si256((__m256i *) (j->y + (row + r) * j->outputs + n + 16 * i), bfloat16s_of(sums[r][i]));
    }
  }
}

static void all_rows(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  int64_t row = 0;
  for (; row + TILE_ROWS <= j->rows; row += TILE_ROWS) {
    block(j, part * BLOCK, row, TILE_ROWS);
  }
  if (row < j->rows) {
    block(j, part * BLOCK, row, 1);
  }
}

/* Sums of a group's activations. */
static float total(const activations *a, int64_t row, int64_t group) {
  const int8_t *high = high_digits(a, row) + group * GROUP;
  const int8_t *low = low_digits(a, row) + group * GROUP;
  int32_t sum = 0;
  for (int k = 0; k < GROUP; k++) {
    sum += 256 * high[k] + low[k];
  }
  return (float) sum * a->scales[row];
}

static float *totals_of(const activations *a, int64_t rows) {
  int64_t groups = a->inputs / GROUP;
  float *totals = malloc(rows * groups * sizeof(float));
  for (int64_t i = 0; totals && i < rows * groups; i++) {
    totals[i] = total(a, i / groups, i % groups);
  }
  return totals;
}

/* boolean int4(x, rows, packed, pairs, y, outputs, inputs): false where memory is short. */
uint8_t JAVA(NativeProducts, int4)(JNI_CALLER, int64_t x, int64_t rows, int64_t packed, int64_t pairs, int64_t y,
                                   int64_t outputs, int64_t inputs) {
  activations a;
  if (!activations_of((const bfloat16 *) x, rows, inputs, &a)) {
    return 0;
  }
  float *totals = totals_of(&a, rows);
  if (totals) {
    job j = {&a, totals, rows, (const uint8_t *) packed, (const uint32_t *) pairs, (bfloat16 *) y, outputs};
    in_parts(outputs / BLOCK, all_rows, &j);
  }
  free(totals);
  activations_free(&a);
  return totals != 0;
}
