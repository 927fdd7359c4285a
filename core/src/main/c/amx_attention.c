/*
 * Attention (see kernels.h) of many rows in the tiles of AMX (see tiles.h), numbers being rounded to bfloat16. Scores and
 * results lie by position and by feature, with a row to each column: keys are left panels as they are, values once they are
 * transposed, and weights become right panels without changing places. Of the scores nothing is kept but each row's largest
 * one (or one that is not much less), the sum of its weights and the weighted sum of the values so far.
 */
#include "tiles.h"

#include <math.h>

enum {
  DEPTH = 32,             /* features or positions of a step */
  BLOCK = STEPS * DEPTH,  /* positions at a time */
  ROWS = 2 * SIDE,        /* of a panel */
  PANELS = 4,             /* that share keys and values */
  SUMS_BYTES = SUMS * 4
};

static const float MUCH = 8; /* powers of two by which a weight may exceed 1 */

/* Panels of 32 features, and steps of products of features. */
INLINE int64_t feature_steps(const attention *a) {
  return (a->dim + DEPTH - 1) / DEPTH;
}

INLINE int64_t whole_steps(int64_t positions) {
  return (positions + DEPTH - 1) / DEPTH;
}

/* ---- keys and values: blocks of positions, in each the panels of keys, then those of values ---- */

static int64_t prepared_bytes(const attention *a) {
  return 2 * whole_steps(seen_by(a, a->rows - 1)) * feature_steps(a) * STEP;
}

INLINE char *keys_of_block(const attention *a, const char *prepared, int64_t t) {
  return (char *) prepared + 2 * whole_steps(t) * feature_steps(a) * STEP;
}

INLINE __mmask16 there_from(int64_t i, int64_t count) {
  return there(i, count < 0 ? 0 : count);
}

/* 32 features from i on, of which so many are there. Whole numbers of int8 stay as they are. */
INLINE __m512i features_of(const memory *m, int64_t at, int64_t count) {
  __mmask16 first = there_from(0, count), second = there_from(16, count);
  if (m->kept == KEPT_BFLOAT16) {
    return line_of((const char *) m->numbers + 2 * at, 2 * count);
  }
  if (m->kept == KEPT_FLOAT32) {
    const float *x = (const float *) m->numbers + at;
    return (__m512i) _mm512_cvtne2ps_pbh(_mm512_maskz_loadu_ps(second, x + 16), _mm512_maskz_loadu_ps(first, x));
  }
  __m512i all = line_of((const char *) m->numbers + at, least(count, DEPTH));
  __m512 low = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm512_castsi512_si128(all)));
  __m512 high = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm512_extracti32x4_epi32(all, 1)));
  return (__m512i) _mm512_cvtne2ps_pbh(high, low);
}

/* Of position t, step s; zeros behind the last position and feature. */
INLINE __m512i line_at(const attention *a, const memory *m, int64_t t, int64_t end, int64_t s) {
  return t < end ? features_of(m, t * m->row + s * DEPTH, least(a->dim - s * DEPTH, DEPTH)) : _mm512_setzero_si512();
}

static void prepare_keys(const attention *a, const memory *m, int64_t t, int64_t end, char *to) {
  for (int64_t s = 0; s < feature_steps(a); s++) {
    for (int64_t i = 0; i < DEPTH; i++) {
      _mm512_store_si512(to + s * STEP + i * LINE, line_at(a, m, t + i, end, s));
    }
  }
}

/* Pairs of positions side by side, for 16 features; then a line for each feature. */
INLINE void transpose_values(const __m512i lines[DEPTH], const int upper, char *to) {
  const __m512i pairs = _mm512_set_epi16(47, 15, 46, 14, 45, 13, 44, 12, 43, 11, 42, 10, 41, 9, 40, 8, 39, 7, 38, 6, 37, 5, 36,
                                         4, 35, 3, 34, 2, 33, 1, 32, 0);
  const __m512i wanted = _mm512_add_epi16(pairs, _mm512_set1_epi16(upper * SIDE));
  __m512i x[SIDE];
  UNROLL for (int j = 0; j < SIDE; j++) { x[j] = _mm512_permutex2var_epi16(lines[2 * j], wanted, lines[2 * j + 1]); }
  transpose(x);
  UNROLL for (int j = 0; j < SIDE; j++) { _mm512_store_si512(to + j * LINE, x[j]); }
}

static void prepare_values(const attention *a, const memory *m, int64_t t, int64_t end, char *to, int64_t panel_bytes) {
  for (int64_t panel = 0; panel < feature_steps(a); panel++, to += panel_bytes) {
    __m512i lines[DEPTH];
    for (int64_t i = 0; i < DEPTH; i++) {
      lines[i] = line_at(a, m, t + i, end, panel);
    }
    transpose_values(lines, 0, to);
    transpose_values(lines, 1, to + TILE);
  }
}

/* A block, or the last positions. */
static void prepare(const attention *a, int64_t head, int64_t begin, int64_t end, char *prepared) {
  memory keys = memory_of_head(a->keys, head), values = memory_of_head(a->values, head);
  char *to = keys_of_block(a, prepared, begin);
  int64_t steps = whole_steps(end - begin), bytes = feature_steps(a) * STEP;
  for (int64_t s = 0; s < steps; s++) {
    prepare_keys(a, &keys, begin + s * DEPTH, end, to + s * bytes);
    prepare_values(a, &values, begin + s * DEPTH, end, to + steps * bytes + s * STEP, steps * STEP);
  }
}

/* ---- rows ---- */

/* What is known of a panel so far, a row in each lane. */
typedef struct {
  __m512 largest[2], total[2];
  __m512i seen[2];
  int64_t first_seen, last_seen;
  char *queries; /* right panels */
  float *sums;   /* of products with each panel of values */
} state;

static int64_t room_bytes(const attention *a) {
  return PANELS * feature_steps(a) * (STEP + SUMS_BYTES) + STEPS * (STEP + SUMS_BYTES);
}

INLINE void read_queries(const attention *a, int64_t head, int64_t row, int64_t end, char *to) {
  memory rows = {KEPT_FLOAT32, a->q + head * a->q_head, 0, a->q_row, 0, 0};
  for (int64_t s = 0; s < feature_steps(a); s++) {
    for (int64_t half = 0; half < 2; half++) {
      __m512i lines[SIDE];
      UNROLL for (int i = 0; i < SIDE; i++) { lines[i] = line_at(a, &rows, row + half * SIDE + i, end, s); }
      transpose(lines);
      UNROLL for (int i = 0; i < SIDE; i++) { _mm512_store_si512(to + s * STEP + half * TILE + i * LINE, lines[i]); }
    }
  }
}

INLINE void begin_panel(const attention *a, int64_t head, int64_t row, int64_t end, state *s) {
  int32_t seen[ROWS];
  for (int64_t i = 0; i < ROWS; i++) {
    seen[i] = (int32_t) seen_by(a, least(row + i, end - 1));
  }
  for (int v = 0; v < 2; v++) {
    s->largest[v] = _mm512_set1_ps(-INFINITY);
    s->total[v] = _mm512_setzero_ps();
    s->seen[v] = _mm512_loadu_si512(seen + v * SIDE);
  }
  s->first_seen = seen[0];
  s->last_seen = seen[ROWS - 1];
  read_queries(a, head, row, end, s->queries);
}

static void multiply_panels(const char *left, const char *right, int64_t steps, float *sums, int go_on) {
  ADD_PANELS(_tile_dpbf16ps)
}

/* The same where only 16 features of a panel are there. */
static void multiply_half(const char *left, const char *right, int64_t steps, float *sums, int go_on) {
  if (go_on) {
    _tile_loadd(0, sums, LINE);
    _tile_loadd(1, sums + SUMS / 4, LINE);
  } else {
    _tile_zero(0);
    _tile_zero(1);
  }
  for (int64_t step = 0; step < steps; step++) {
    _tile_loadd(4, left + step * STEP, LINE);
    _tile_loadd(6, right + step * STEP, LINE);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(7, right + step * STEP + TILE, LINE);
    _tile_dpbf16ps(1, 4, 7);
  }
  _tile_stored(0, sums, LINE);
  _tile_stored(1, sums + SUMS / 4, LINE);
}

/* ---- softmax ---- */

/* Where the scores of 16 positions (or the sums of 16 features) with rows 16 v to 16 v + 15 are, by position. */
INLINE float *tile_at(float *all, int64_t i, const int v) {
  return all + i / ROWS * SUMS + (i % ROWS / SIDE * 2 + v) * SIDE * SIDE;
}

/* 2^x: of x = -infinity 0. */
INLINE __m512 power(__m512 x) {
  __m512 f = _mm512_reduce_ps(x, 9); /* x minus the whole number below it */
  __m512 p = _mm512_set1_ps(1.3534167e-2f);
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(5.2011464e-2f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(2.4144275e-1f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(6.9300383e-1f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.0000026f));
  return _mm512_scalef_ps(p, x);
}

/* The scores of positions, from t on, that a row does not see become -infinity, others are multiplied by the keys' scales. */
INLINE void finish_scores(const memory *keys, const state *s, float *scores, int64_t t, int64_t count, const int v) {
  const __m512 none = _mm512_set1_ps(-INFINITY);
  for (int64_t i = 0; i < count; i++) {
    float *at = tile_at(scores, i, v) + i % SIDE * SIDE;
    __m512 x = _mm512_load_ps(at);
    if (keys->scales && t + i < s->last_seen) {
      x = _mm512_mul_ps(x, _mm512_set1_ps(float_of(keys->scales[t + i])));
    }
    __mmask16 unseen = _mm512_cmple_epi32_mask(s->seen[v], _mm512_set1_epi32((int32_t) (t + i)));
    _mm512_store_ps(at, _mm512_mask_mov_ps(x, unseen, none));
  }
}

INLINE __m512 largest_of(float *scores, int64_t count, const int v) {
  __m512 most[4];
  UNROLL for (int j = 0; j < 4; j++) { most[j] = _mm512_set1_ps(-INFINITY); }
  for (int64_t i = 0; i < count; i += SIDE) {
    const float *at = tile_at(scores, i, v);
    UNROLL for (int j = 0; j < SIDE; j++) { most[j % 4] = _mm512_max_ps(_mm512_load_ps(at + j * SIDE), most[j % 4]); }
  }
  return _mm512_max_ps(_mm512_max_ps(most[0], most[1]), _mm512_max_ps(most[2], most[3]));
}

/* The weights of two positions, which are added to two totals, as pairs of bfloat16. */
INLINE __m512i weigh_two(const float *scores, __m512 factor, __m512 base, const float *scales, __m512 total[2]) {
  const __m512i pair_by_pair = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                                21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  __m512 x[2];
  UNROLL for (int j = 0; j < 2; j++) {
    x[j] = power(_mm512_fmsub_ps(_mm512_load_ps(scores + j * SIDE), factor, base));
    total[j] = _mm512_add_ps(total[j], x[j]);
    x[j] = scales ? _mm512_mul_ps(x[j], _mm512_set1_ps(scales[j])) : x[j];
  }
  return _mm512_permutexvar_epi16(pair_by_pair, (__m512i) _mm512_cvtne2ps_pbh(x[1], x[0]));
}

/* Right panels of weights, of which the sum is added to the total; times scales, where there are some. */
INLINE void weigh(state *s, float *scores, int64_t count, __m512 factor, const float *scales, char *weights, const int v) {
  __m512 base = _mm512_mul_ps(s->largest[v], factor), total[2] = {s->total[v], _mm512_setzero_ps()};
  for (int64_t i = 0; i < count; i += SIDE) {
    const float *from = tile_at(scores, i, v);
    char *to = weights + i / DEPTH * STEP + v * TILE + i % DEPTH / 2 * LINE;
    UNROLL for (int j = 0; j < SIDE; j += 2) {
      _mm512_store_si512(to + j / 2 * LINE, weigh_two(from + j * SIDE, factor, base, scales ? scales + i + j : 0, total));
    }
  }
  s->total[v] = _mm512_add_ps(total[0], total[1]);
}

/* What was summed up with lesser largest scores. */
INLINE void lessen(const attention *a, state *s, __m512 by, const int v) {
  s->total[v] = _mm512_mul_ps(s->total[v], by);
  for (int64_t i = 0; i < a->dim; i += SIDE) {
    float *at = tile_at(s->sums, i, v);
    UNROLL for (int j = 0; j < SIDE; j++) { _mm512_store_ps(at + j * SIDE, _mm512_mul_ps(_mm512_load_ps(at + j * SIDE), by)); }
  }
}

/* Where a score is much larger than the largest so far. */
INLINE void raise_largest(const attention *a, state *s, __m512 most, __m512 factor, int first, const int v) {
  __m512 excess = _mm512_mul_ps(_mm512_sub_ps(most, s->largest[v]), factor);
  if (_mm512_cmp_ps_mask(excess, _mm512_set1_ps(MUCH), _CMP_NLE_UQ)) {
    __m512 before = s->largest[v];
    s->largest[v] = _mm512_max_ps(most, before);
    if (!first) {
      lessen(a, s, power(_mm512_mul_ps(_mm512_sub_ps(before, s->largest[v]), factor)), v);
    }
  }
}

/* Of the values from t on, 0 where no row of the panel sees them; null where they have none. */
INLINE const float *value_scales(const memory *values, const state *s, int64_t t, float scales[BLOCK]) {
  for (int64_t i = 0; values->scales && i < BLOCK; i++) {
    scales[i] = t + i < s->last_seen ? float_of(values->scales[t + i]) : 0;
  }
  return values->scales ? scales : 0;
}

/* ---- all of it ---- */

INLINE void attend_block(const attention *a, state *s, const char *block, int64_t t, int64_t block_steps, float *scores, char *weights) {
  int64_t depth = feature_steps(a), steps = least(block_steps, whole_steps(s->last_seen - t)), count = steps * DEPTH;
  __m512 factor = _mm512_set1_ps(1.44269504f / sqrtf((float) a->dim));
  float room[BLOCK];
  const float *scales = value_scales(&a->values, s, t, room);
  for (int64_t panel = 0; panel < steps; panel++) {
    multiply_panels(block + panel * depth * STEP, s->queries, depth, scores + panel * SUMS, 0);
  }
  UNROLL for (int v = 0; v < 2; v++) {
    if (a->keys.scales || t + count > s->first_seen) {
      finish_scores(&a->keys, s, scores, t, count, v);
    }
    raise_largest(a, s, largest_of(scores, count, v), factor, t == 0, v);
    scales ? weigh(s, scores, count, factor, scales, weights, v) : weigh(s, scores, count, factor, 0, weights, v);
  }
  const char *values = block + block_steps * depth * STEP;
  for (int64_t panel = 0; panel < depth; panel++) {
    (a->dim - panel * DEPTH <= SIDE ? multiply_half : multiply_panels)(values + panel * block_steps * STEP, weights, steps,
                                                                        s->sums + panel * SUMS, t > 0);
  }
}

INLINE void write_panel(const attention *a, int64_t head, int64_t row, int64_t end, const state *s) {
  for (int v = 0; v < 2; v++) {
    __m512 inverse = _mm512_div_ps(_mm512_set1_ps(1), s->total[v]);
    for (int64_t i = 0; i < a->dim; i += SIDE) {
      __m512i x[SIDE];
      UNROLL for (int j = 0; j < SIDE; j++) {
        x[j] = _mm512_castps_si512(_mm512_mul_ps(_mm512_load_ps(tile_at(s->sums, i, v) + j * SIDE), inverse));
      }
      transpose(x);
      for (int64_t j = 0; j < least(SIDE, end - row - v * SIDE); j++) {
        float *y = a->y + ((row + v * SIDE + j) * a->heads + head) * a->dim + i;
        _mm512_mask_storeu_ps(y, there(i, a->dim), _mm512_castsi512_ps(x[j]));
      }
    }
  }
}

static void attend(const attention *all_heads, int64_t head, int64_t begin, int64_t end, const char *prepared, void *room) {
  attention a = *all_heads; /* a copy, which no store can change */
  a.keys = memory_of_head(a.keys, head / (a.heads / a.kv_heads));
  a.values = memory_of_head(a.values, head / (a.heads / a.kv_heads));
  int64_t count = (end - begin + ROWS - 1) / ROWS, all = seen_by(&a, a.rows - 1), last = seen_by(&a, end - 1);
  float *scores = room;
  char *weights = (char *) room + STEPS * SUMS_BYTES, *of_panels = weights + STEPS * STEP;
  state states[PANELS];
  for (int64_t p = 0; p < count; p++, of_panels += feature_steps(&a) * (STEP + SUMS_BYTES)) {
    states[p].queries = of_panels;
    states[p].sums = (float *) (of_panels + feature_steps(&a) * STEP);
    begin_panel(&a, head, begin + p * ROWS, end, &states[p]);
  }
  _tile_loadconfig(&CONFIGURATION);
  for (int64_t t = 0; t < last; t += BLOCK) {
    for (int64_t p = 0; p < count; p++) {
      if (t < states[p].last_seen) {
        attend_block(&a, &states[p], keys_of_block(&a, prepared, t), t, whole_steps(least(BLOCK, all - t)), scores, weights);
      }
    }
  }
  _tile_release();
  for (int64_t p = 0; p < count; p++) {
    write_panel(&a, head, begin + p * ROWS, end, &states[p]);
  }
}

const attention_way AMX_MANY_ROWS = {prepared_bytes, BLOCK, prepare, PANELS * ROWS, room_bytes, attend};
