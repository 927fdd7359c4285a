/*
 * int4 weights (see int4.h); many rows in tiles (see tiles.h): the weights are rounded to bfloat16 as they are unpacked. They
 * lie by inputs, so that they are the right panels; a tile has the sums of 16 rows, by output.
 */
#include "int4.h"
#include "tiles.h"

enum { DEPTH = 32, ROWS = 32 };

/* Of 16 outputs for one input: q - 8, times scale, plus zero. */
INLINE __m512 unpack(__m512i q, __m512 scale, __m512 zero) {
  const __m512 values = _mm512_setr_ps(-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7);
  return _mm512_fmadd_ps(_mm512_permutexvar_ps(q, values), scale, zero);
}

INLINE __m512i sixteen(const uint8_t *packed, const int shift) {
  __m512i bytes = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *) packed));
  return shift ? _mm512_srli_epi32(bytes, 4) : bytes;
}

/* 32 inputs of 16 outputs. */
INLINE void unpack_tile(const uint8_t *packed, const uint32_t *pairs, char *to, const int shift) {
  const __m512i pair_by_pair = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                                21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  __m512i both = _mm512_loadu_si512(pairs);
  __m512 scale = _mm512_castsi512_ps(_mm512_slli_epi32(both, 16));
  __m512 zero = _mm512_castsi512_ps(_mm512_and_si512(both, _mm512_set1_epi32((int) 0xffff0000)));
  for (int i = 0; i < SIDE; i++) {
    __m512 first = unpack(sixteen(packed + 2 * i * BYTES, shift), scale, zero);
    __m512 second = unpack(sixteen(packed + (2 * i + 1) * BYTES, shift), scale, zero);
    __m512i rounded = (__m512i) _mm512_cvtne2ps_pbh(second, first);
    _mm512_store_si512(to + i * LINE, _mm512_permutexvar_epi16(pair_by_pair, rounded));
  }
}

static void weights(const product *p, int64_t n, int64_t step, int64_t steps, char *to) {
  int64_t each = group_size(p) / DEPTH; /* steps of a group */
  for (int64_t s = step; s < step + steps; s++, to += STEP) {
    const uint8_t *packed = block_values(p, n / BLOCK * BLOCK) + s * DEPTH * BYTES;
    const uint32_t *pairs = group_pairs(p, s / each, n);
    if (n % BLOCK == 0) {
      unpack_tile(packed, pairs, to, 0);
      unpack_tile(packed + SIDE, pairs + SIDE, to + TILE, 0);
    } else {
      unpack_tile(packed, pairs, to, 4);
      unpack_tile(packed + SIDE, pairs + SIDE, to + TILE, 4);
    }
  }
}

/* Of inputs that another panel has asked for already: again. */
static void ask(const product *p, int64_t n, int64_t step, int64_t line) {
  _mm_prefetch((const char *) block_values(p, n / BLOCK * BLOCK) + step * DEPTH * BYTES + line * LINE, _MM_HINT_T1);
}

static void add(const char *right, const char *left, int64_t steps, float *sums, int go_on) {
  ADD_PANELS(_tile_dpbf16ps)
}

static void finish(const product *p, int64_t n, int64_t row, const float *sums) {
  for (int tile = 0; tile < 4; tile++) {
    for (int i = 0; i < SIDE; i++) {
      write_outputs(p, row + tile / 2 * SIDE + i, n + tile % 2 * SIDE, _mm512_load_ps(sums + (tile * SIDE + i) * SIDE));
    }
  }
}

static int64_t prepared_bytes(const product *p) {
  return panels_bytes(p, DEPTH, ROWS);
}

static void prepare(const product *p, int64_t begin, int64_t end) {
  for (int64_t step = 0; step < steps_of(p, DEPTH); step++) {
    char *to = p->prepared + panel_at(p, DEPTH, ROWS, step / STEPS * STEPS, begin / ROWS) + step % STEPS * STEP;
    for (int64_t i = 0; i < ROWS; i++) {
      const bfloat16 *x = p->x + (begin + i) * p->inputs + step * DEPTH;
      _mm512_store_si512(to + i * LINE, begin + i < end ? _mm512_loadu_si512(x) : _mm512_setzero_si512());
    }
  }
}

static int64_t room_bytes(const product *p) {
  return tiles_room(p, ROWS);
}

static void multiply(const product *p, int64_t begin, int64_t end, void *room) {
  multiply_tiles(p, p->prepared, begin, end, room, (tiling){DEPTH, ROWS, STEPS * DEPTH * BYTES / LINE, weights, ask, add, finish});
}

const operation AMX_INT4 = {prepared_bytes, ROWS, prepare, PART, room_bytes, multiply};
