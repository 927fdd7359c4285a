/*
 * Products of many rows in the tiles of AMX: squares of 16 lines of 64 bytes, 32 bfloat16 or 64 int8 numbers. What is
 * multiplied lies in panels of two tiles for each step along the inputs; four tiles hold the sums of a panel of weights (32
 * outputs) with a panel of rows. One of the two panels, "left", has a line for each output or row; the other, "right", has
 * 16 columns of four bytes, each of one output or row. Weights in lines are left as they are, int4 weights, which lie by
 * inputs, become right panels; so no weight needs to change places.
 *
 * Panels are taken in blocks of STEPS, which stay in the nearest cache: weights are copied (or unpacked) once for all rows,
 * rows are packed once for all weights.
 */
#ifndef QWENVL4J_TILES_H
#define QWENVL4J_TILES_H

#include "vectors512.h"

#include <string.h>

enum {
  SIDE = 16,         /* lines and columns of a tile */
  TILE = SIDE * LINE,
  STEP = 2 * TILE,
  STEPS = 8,         /* of a block */
  OUTPUTS = 2 * SIDE,
  PART = 6 * OUTPUTS,/* outputs that a thread takes at a time */
  SUMS = 4 * SIDE * SIDE,
  PANELS_AT_ONCE = 24 /* of rows: what a block has of them, and their sums with a part, fit the second cache */
};

typedef struct {
  int depth; /* inputs of a step */
  int rows;  /* of a panel */
  int lines; /* of a block of weights, as they are stored */
  void (*weights)(const product *p, int64_t n, int64_t step, int64_t steps, char *to);
  void (*ask)(const product *p, int64_t n, int64_t step, int64_t line); /* for line N of the lines of a block, early */
  void (*add)(const char *weights, const char *rows, int64_t steps, float *sums, int go_on);
  void (*finish)(const product *p, int64_t n, int64_t row, const float *sums);
} tiling;

INLINE int64_t steps_of(const product *p, const int depth) {
  return (p->inputs + depth - 1) / depth;
}

INLINE int64_t panels_of(const product *p, const int rows) {
  return (p->rows + rows - 1) / rows;
}

INLINE int64_t panels_bytes(const product *p, const int depth, const int rows) {
  return panels_of(p, rows) * steps_of(p, depth) * STEP;
}

/* Where a panel's steps of the block that begins with this step are. */
INLINE int64_t panel_at(const product *p, const int depth, const int rows, int64_t step, int64_t panel) {
  int64_t steps = least(STEPS, steps_of(p, depth) - step);
  return (step * panels_of(p, rows) + panel * steps) * STEP;
}

static const struct {
  uint8_t palette, start, unused[14];
  uint16_t bytes[16];
  uint8_t lines[16];
} CONFIGURATION = {1, 0, {0}, {LINE, LINE, LINE, LINE, LINE, LINE, LINE, LINE}, {SIDE, SIDE, SIDE, SIDE, SIDE, SIDE, SIDE, SIDE}};

#define ADD_PANELS(multiply)                                                                    \
  if (go_on) {                                                                                  \
    _tile_loadd(0, sums, LINE);                                                                 \
    _tile_loadd(1, sums + SUMS / 4, LINE);                                                      \
    _tile_loadd(2, sums + SUMS / 2, LINE);                                                      \
    _tile_loadd(3, sums + SUMS / 4 * 3, LINE);                                                  \
  } else {                                                                                      \
    _tile_zero(0);                                                                              \
    _tile_zero(1);                                                                              \
    _tile_zero(2);                                                                              \
    _tile_zero(3);                                                                              \
  }                                                                                             \
  for (int64_t step = 0; step < steps; step++) {                                                \
    _tile_loadd(4, left + step * STEP, LINE);                                                   \
    _tile_loadd(6, right + step * STEP, LINE);                                                  \
    multiply(0, 4, 6);                                                                          \
    _tile_loadd(7, right + step * STEP + TILE, LINE);                                           \
    multiply(1, 4, 7);                                                                          \
    _tile_loadd(5, left + step * STEP + TILE, LINE);                                            \
    multiply(2, 5, 6);                                                                          \
    multiply(3, 5, 7);                                                                          \
  }                                                                                             \
  _tile_stored(0, sums, LINE);                                                                  \
  _tile_stored(1, sums + SUMS / 4, LINE);                                                       \
  _tile_stored(2, sums + SUMS / 2, LINE);                                                       \
  _tile_stored(3, sums + SUMS / 4 * 3, LINE);

/* Columns of four bytes for lines: 16 lines, of which so many are there. */
INLINE void transpose(__m512i x[SIDE]) {
  __m512i t[SIDE];
  UNROLL for (int i = 0; i < SIDE; i += 2) {
    t[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
  }
  UNROLL for (int i = 0; i < SIDE; i += 4) {
    x[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
    x[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
    x[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
    x[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
  }
  /* x[4 q + c] has, in each quarter j, column 4 j + c of lines 4 q to 4 q + 3. */
  UNROLL for (int c = 0; c < 4; c++) {
    __m512i a = _mm512_shuffle_i32x4(x[c], x[4 + c], 0x44), b = _mm512_shuffle_i32x4(x[c], x[4 + c], 0xee);
    __m512i d = _mm512_shuffle_i32x4(x[8 + c], x[12 + c], 0x44), e = _mm512_shuffle_i32x4(x[8 + c], x[12 + c], 0xee);
    t[c] = _mm512_shuffle_i32x4(a, d, 0x88);
    t[4 + c] = _mm512_shuffle_i32x4(a, d, 0xdd);
    t[8 + c] = _mm512_shuffle_i32x4(b, e, 0x88);
    t[12 + c] = _mm512_shuffle_i32x4(b, e, 0xdd);
  }
  UNROLL for (int i = 0; i < SIDE; i++) { x[i] = t[i]; }
}

/* A line of up to 64 bytes; zeros where there are none. */
INLINE __m512i line_of(const char *x, int64_t bytes) {
  return bytes >= LINE ? _mm512_loadu_si512(x) : _mm512_maskz_loadu_epi8(bytes > 0 ? (1ull << bytes) - 1 : 0, x);
}

INLINE void ask_for_line(const product *p, int64_t bytes, int64_t n, int64_t step, int64_t line) {
  _mm_prefetch((const char *) p->weights + (n + line / STEPS) * bytes + (step + line % STEPS) * LINE, _MM_HINT_T1);
}

/* Weights that lie in lines, [outputs, bytes]: a left panel. */
INLINE void copy_lines(const product *p, int64_t bytes, int64_t n, int64_t step, int64_t steps, char *to) {
  for (int64_t i = 0; i < OUTPUTS; i++) {
    const char *line = (const char *) p->weights + (n + i) * bytes;
    int64_t there = n + i < p->outputs ? bytes : 0;
    for (int64_t s = 0; s < steps; s++) {
      int64_t at = (step + s) * LINE;
      _mm512_store_si512(to + s * STEP + i * LINE, line_of(line + least(at, there), there - at));
    }
  }
}

/* The outputs of a part with all rows. */
INLINE void multiply_tiles(const product *p, const char *packed, int64_t begin, int64_t end, char *room, const tiling t) {
  float *all = (float *) (room + STEPS * STEP);
  int64_t steps = steps_of(p, t.depth);
  _tile_loadconfig(&CONFIGURATION);
  for (int64_t first = 0; first < panels_of(p, t.rows); first += PANELS_AT_ONCE) {
    int64_t count = least(PANELS_AT_ONCE, panels_of(p, t.rows) - first);
    for (int64_t step = 0; step < steps; step += STEPS) {
      int64_t now = least(STEPS, steps - step);
      for (int64_t n = begin; n < end; n += OUTPUTS) {
        t.weights(p, n, step, now, room);
        int64_t next_n = n + OUTPUTS < end ? n + OUTPUTS : begin, next_step = next_n > n ? step : step + now;
        for (int64_t panel = 0; panel < count; panel++) {
          for (int64_t line = panel * t.lines / count; line < (panel + 1) * t.lines / count; line++) {
            t.ask(p, next_n, next_step, line);
          }
          float *sums = all + ((n - begin) / OUTPUTS * count + panel) * SUMS;
          t.add(room, packed + panel_at(p, t.depth, t.rows, step, first + panel), now, sums, step > 0);
          if (step + now == steps) {
            t.finish(p, n, (first + panel) * t.rows, sums);
          }
        }
      }
    }
  }
  _tile_release();
}

INLINE int64_t tiles_room(const product *p, const int rows) {
  return STEPS * STEP + PART / OUTPUTS * least(PANELS_AT_ONCE, panels_of(p, rows)) * SUMS * (int64_t) sizeof(float);
}

/* Up to 16 outputs of a row, from n on. */
INLINE void write_outputs(const product *p, int64_t row, int64_t n, __m512 values) {
  if (row < p->rows) {
    _mm256_mask_storeu_epi16(p->y + row * p->stride + n, there(n, p->outputs), bfloat16s_of(values));
  }
}

#endif
