/*
 * int8 weights [outputs, inputs], a bfloat16 scale for each output; many rows in tiles (see tiles.h): those of the high digits
 * and of the low ones (see digits.h) of 16 rows make a panel. The sums are whole numbers, the same as those of avx512_int8.c.
 */
#include "digits.h"
#include "tiles.h"

enum { DEPTH = 64, ROWS = 16 };

static void weights(const product *p, int64_t n, int64_t step, int64_t steps, char *to) {
  copy_lines(p, p->inputs, n, step, steps, to);
}

static void ask(const product *p, int64_t n, int64_t step, int64_t line) {
  ask_for_line(p, p->inputs, n, step, line);
}

static void add(const char *left, const char *right, int64_t steps, float *sums, int go_on) {
  ADD_PANELS(_tile_dpbssd)
}

/* The scales of the rows. */
INLINE __m512 row_scales(const product *p, int64_t row) {
  float scales[SIDE] = {0};
  for (int64_t i = 0; i < least(SIDE, p->rows - row); i++) {
    scales[i] = *row_scale(p, row + i);
  }
  return _mm512_loadu_ps(scales);
}

static void finish(const product *p, int64_t n, int64_t row, const float *sums) {
  __m512 of_rows = row_scales(p, row);
  for (int tile = 0; tile < 2; tile++) {
    const float *high = sums + tile * 2 * SIDE * SIDE, *low = high + SIDE * SIDE;
    float scales[SIDE] = {0};
    for (int64_t i = 0; i < least(SIDE, p->outputs - n - tile * SIDE); i++) {
      scales[i] = float_of(((const bfloat16 *) p->scales)[n + tile * SIDE + i]);
    }
    __m512i values[SIDE];
    UNROLL for (int i = 0; i < SIDE; i++) {
      __m512 h = _mm512_cvtepi32_ps(_mm512_load_si512(high + i * SIDE)), l = _mm512_cvtepi32_ps(_mm512_load_si512(low + i * SIDE));
      __m512 scale = _mm512_mul_ps(_mm512_set1_ps(scales[i]), of_rows);
      values[i] = _mm512_castps_si512(_mm512_mul_ps(_mm512_fmadd_ps(h, _mm512_set1_ps(256), l), scale));
    }
    transpose(values);
    for (int i = 0; i < SIDE; i++) {
      write_outputs(p, row + i, n + tile * SIDE, _mm512_castsi512_ps(values[i]));
    }
  }
}

/* Rows of digits, then their panels. */
static int64_t prepared_bytes(const product *p) {
  return whole_bytes(p) + panels_bytes(p, DEPTH, ROWS);
}

INLINE char *panels(const product *p) {
  return p->prepared + whole_bytes(p);
}

static void prepare(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    write_digits(p, row);
  }
  for (int64_t step = 0; step < steps_of(p, DEPTH); step++) {
    char *to = panels(p) + panel_at(p, DEPTH, ROWS, step / STEPS * STEPS, begin / ROWS) + step % STEPS * STEP;
    for (int low = 0; low < 2; low++) {
      __m512i lines[SIDE];
      UNROLL for (int i = 0; i < SIDE; i++) {
        const int8_t *digits = high_digits(p, least(begin + i, end - 1)) + low * plane(p);
        lines[i] = _mm512_load_si512(digits + step * DEPTH);
      }
      transpose(lines);
      UNROLL for (int i = 0; i < SIDE; i++) { _mm512_store_si512(to + low * TILE + i * LINE, lines[i]); }
    }
  }
}

static int64_t room_bytes(const product *p) {
  return tiles_room(p, ROWS);
}

static void multiply(const product *p, int64_t begin, int64_t end, void *room) {
  multiply_tiles(p, panels(p), begin, end, room, (tiling){DEPTH, ROWS, OUTPUTS * STEPS, weights, ask, add, finish});
}

const operation AMX_INT8 = {prepared_bytes, ROWS, prepare, PART, room_bytes, multiply};

/* Of two digits: half as many operations on weights as on bytes. */
int64_t amx_int8_limit(int64_t rounds) {
  _tile_loadconfig(&CONFIGURATION);
  for (int64_t round = 0; round < rounds; round++) {
    _tile_dpbssd(0, 4, 6);
    _tile_dpbssd(1, 4, 7);
    _tile_dpbssd(2, 5, 6);
    _tile_dpbssd(3, 5, 7);
  }
  _tile_release();
  return rounds * 4 * (SIDE * SIDE * DEPTH);
}
