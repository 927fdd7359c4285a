/* bfloat16 weights [outputs, inputs]; many rows in tiles (see tiles.h): a tile has the sums of 16 outputs, by row. */
#include "tiles.h"

enum { DEPTH = 32, ROWS = 32 };

static void weights(const product *p, int64_t n, int64_t step, int64_t steps, char *to) {
  copy_lines(p, p->inputs * (int64_t) sizeof(bfloat16), n, step, steps, to);
}

static void ask(const product *p, int64_t n, int64_t step, int64_t line) {
  ask_for_line(p, p->inputs * (int64_t) sizeof(bfloat16), n, step, line);
}

static void add(const char *left, const char *right, int64_t steps, float *sums, int go_on) {
  ADD_PANELS(_tile_dpbf16ps)
}

static void finish(const product *p, int64_t n, int64_t row, const float *sums) {
  for (int tile = 0; tile < 4; tile++) {
    __m512i values[SIDE];
    UNROLL for (int i = 0; i < SIDE; i++) { values[i] = _mm512_load_si512(sums + (tile * SIDE + i) * SIDE); }
    transpose(values);
    for (int i = 0; i < SIDE; i++) {
      write_outputs(p, row + tile % 2 * SIDE + i, n + tile / 2 * SIDE, _mm512_castsi512_ps(values[i]));
    }
  }
}

static int64_t prepared_bytes(const product *p) {
  return panels_bytes(p, DEPTH, ROWS);
}

static void prepare(const product *p, int64_t begin, int64_t end) {
  int64_t bytes = p->inputs * (int64_t) sizeof(bfloat16);
  for (int64_t step = 0; step < steps_of(p, DEPTH); step++) {
    char *to = p->prepared + panel_at(p, DEPTH, ROWS, step / STEPS * STEPS, begin / ROWS) + step % STEPS * STEP;
    for (int64_t row = begin; row < begin + ROWS; row += SIDE) {
      __m512i lines[SIDE];
      UNROLL for (int i = 0; i < SIDE; i++) {
        int64_t there = row + i < end ? bytes - step * LINE : 0;
        lines[i] = line_of((const char *) p->x + (there > 0 ? (row + i) * bytes + step * LINE : 0), there);
      }
      transpose(lines);
      UNROLL for (int i = 0; i < SIDE; i++) { _mm512_store_si512(to + (row - begin) * LINE + i * LINE, lines[i]); }
    }
  }
}

static int64_t room_bytes(const product *p) {
  return tiles_room(p, ROWS);
}

static void multiply(const product *p, int64_t begin, int64_t end, void *room) {
  multiply_tiles(p, p->prepared, begin, end, room, (tiling){DEPTH, ROWS, OUTPUTS * STEPS, weights, ask, add, finish});
}

const operation AMX_BFLOAT16 = {prepared_bytes, ROWS, prepare, PART, room_bytes, multiply};

int64_t amx_bfloat16_limit(int64_t rounds) {
  _tile_loadconfig(&CONFIGURATION);
  for (int64_t round = 0; round < rounds; round++) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_release();
  return rounds * 4 * (2 * SIDE * SIDE * DEPTH);
}
