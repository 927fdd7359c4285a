/*
 * Attention (see kernels.h) of many rows, in vectors of WIDTH floats with a row to each lane: some positions at a time, of which
 * nothing is kept but each row's largest score, the sum of its weights and the weighted sum of the values so far. The file
 * that includes this says how many positions or features (AT_ONCE) have sums in the registers, two vectors each.
 *
 * Keys and values are read as float32 by one number at a time, queries, scores and sums lie by feature or position, [.., LANES].
 */
#ifndef QWENVL4J_ATTEND_MANY_H
#define QWENVL4J_ATTEND_MANY_H

#include "vectors.h"

#include <math.h>

enum {
  LANES = 2 * WIDTH, /* rows of a panel */
  PANELS = 4,        /* that share keys and values */
  KEYS = 32          /* positions at a time */
};

/* What is known of a panel so far. */
typedef struct {
  floats largest[2], total[2];
  integers seen[2];
} state;

/* Work memory of a thread. Features are padded with zeros to a multiple of AT_ONCE. */
typedef struct {
  int64_t features;
  float *keys, *values; /* [KEYS, features] */
  float *scores;        /* [KEYS, LANES] */
  float *queries, *sums;/* [PANELS, features, LANES] */
} blocks;

INLINE int64_t features_of(const attention *a) {
  return (a->dim + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
}

INLINE blocks blocks_in(const attention *a, float *room) {
  blocks b = {.features = features_of(a)};
  b.scores = room;
  b.queries = b.scores + KEYS * LANES;
  b.sums = b.queries + PANELS * LANES * b.features;
  b.keys = b.sums + PANELS * LANES * b.features;
  b.values = b.keys + KEYS * b.features;
  return b;
}

static int64_t many_room(const attention *a) {
  return (KEYS * LANES + 2 * (PANELS * LANES + KEYS) * features_of(a)) * (int64_t) sizeof(float);
}

INLINE floats rounded(floats x, const int narrow) {
  return narrow ? (floats) (((words) x + 0x7fff + ((words) x >> 16 & 1)) & 0xffff0000) : x;
}

/* Of a position, padded. Whole numbers of int8 stay as they are. */
INLINE void widen_position(const attention *a, const memory *m, int64_t t, float *y, int64_t features) {
  const bfloat16 *narrow = (const bfloat16 *) m->numbers + t * m->row;
  const int8_t *whole = (const int8_t *) m->numbers + t * m->row;
  const float *wide = (const float *) m->numbers + t * m->row;
  for (int64_t i = a->dim; i < features; i++) {
    y[i] = 0;
  }
  switch (m->kept) {
    case KEPT_BFLOAT16:
      for (int64_t i = 0; i < a->dim; i++) { y[i] = float_of(narrow[i]); }
      break;
    case KEPT_INT8:
      for (int64_t i = 0; i < a->dim; i++) { y[i] = (float) whole[i]; }
      break;
    default:
      for (int64_t i = 0; i < a->dim; i++) { y[i] = a->narrow ? float_of(bfloat16_of(wide[i])) : wide[i]; }
  }
}

/* Positions from t on; zeros where there are none. */
INLINE void widen_positions(const attention *a, const memory *m, int64_t t, int64_t count, float *y, int64_t features) {
  for (int64_t i = 0; i < count; i++) {
    widen_position(a, m, t + i, y + i * features, features);
  }
  memset(y + count * features, 0, (KEYS - count) * features * sizeof(float));
}

/* The rows of a panel, the last of them again in lanes that have none. */
INLINE void read_queries(const attention *a, int64_t head, int64_t row, float *queries, int64_t features) {
  float root = 1 / sqrtf((float) a->dim);
  for (int64_t lane = 0; lane < LANES; lane++) {
    const float *q = a->q + least(row + lane, a->rows - 1) * a->q_row + head * a->q_head;
    for (int64_t i = 0; i < a->dim; i++) {
      queries[i * LANES + lane] = root * (a->narrow ? float_of(bfloat16_of(q[i])) : q[i]);
    }
  }
  memset(queries + a->dim * LANES, 0, (features - a->dim) * LANES * sizeof(float));
}

INLINE void begin_panel(const attention *a, int64_t row, state *s) {
  for (int v = 0; v < 2; v++) {
    s->largest[v] = all(-INFINITY);
    s->total[v] = all(0);
    for (int i = 0; i < WIDTH; i++) {
      s->seen[v][i] = (int32_t) seen_by(a, least(row + v * WIDTH + i, a->rows - 1));
    }
  }
}

/* Adds to AT_ONCE sums of two vectors: number i of a line, "stride" from the next, times line i of the vectors. */
INLINE void add_products(floats sums[AT_ONCE][2], const float *x, int64_t stride, int64_t next, const float *vectors, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    floats first = floats_at(vectors + i * LANES), second = floats_at(vectors + i * LANES + WIDTH);
    UNROLL for (int j = 0; j < AT_ONCE; j++) {
      floats number = all(x[j * stride + i * next]);
      sums[j][0] += number * first;
      sums[j][1] += number * second;
    }
  }
}

INLINE void score_positions(const attention *a, const blocks *b, int64_t t, const float *queries) {
  for (int64_t key = 0; key < KEYS; key += AT_ONCE) {
    floats sums[AT_ONCE][2];
    UNROLL for (int j = 0; j < AT_ONCE; j++) { sums[j][0] = sums[j][1] = all(0); }
    add_products(sums, b->keys + key * b->features, b->features, 1, queries, b->features);
    UNROLL for (int j = 0; j < AT_ONCE; j++) {
      floats scale = all(a->keys.scales && key + j < seen_by(a, a->rows - 1) - t ? float_of(a->keys.scales[t + key + j]) : 1);
      store_floats(b->scores + (key + j) * LANES, sums[j][0] * scale);
      store_floats(b->scores + (key + j) * LANES + WIDTH, sums[j][1] * scale);
    }
  }
}

INLINE floats chosen(integers which, floats x, floats y) {
  return (floats) ((which & (integers) x) | (~which & (integers) y));
}

/* Scores to weights; what the sums so far are to be multiplied by. */
INLINE floats weigh_positions(const attention *a, const blocks *b, int64_t t, state *s, const int v) {
  floats largest = s->largest[v];
  for (int64_t key = 0; key < KEYS; key++) {
    float *at = b->scores + key * LANES + v * WIDTH;
    floats x = chosen(s->seen[v] > (int32_t) (t + key), floats_at(at), all(-INFINITY));
    largest = chosen((x > largest) | (x != x), x, largest);
    store_floats(at, x);
  }
  floats before = exponential(s->largest[v] - largest), total = s->total[v] * before;
  for (int64_t key = 0; key < KEYS; key++) {
    float *at = b->scores + key * LANES + v * WIDTH;
    floats x = exponential(floats_at(at) - largest);
    total += x;
    if (a->values.scales && key < seen_by(a, a->rows - 1) - t) {
      x *= float_of(a->values.scales[t + key]);
    }
    store_floats(at, rounded(x, a->narrow));
  }
  s->largest[v] = largest;
  s->total[v] = total;
  return before;
}

INLINE void add_values(const blocks *b, floats first, floats second, float *all_sums) {
  for (int64_t i = 0; i < b->features; i += AT_ONCE) {
    float *at = all_sums + i * LANES;
    floats sums[AT_ONCE][2];
    UNROLL for (int j = 0; j < AT_ONCE; j++) {
      sums[j][0] = first * floats_at(at + j * LANES);
      sums[j][1] = second * floats_at(at + j * LANES + WIDTH);
    }
    add_products(sums, b->values + i, 1, b->features, b->scores, KEYS);
    UNROLL for (int j = 0; j < AT_ONCE; j++) {
      store_floats(at + j * LANES, sums[j][0]);
      store_floats(at + j * LANES + WIDTH, sums[j][1]);
    }
  }
}

INLINE void write_panel(const attention *a, int64_t head, int64_t row, int64_t end, const state *s, const float *sums) {
  for (int64_t lane = 0; lane < least(LANES, end - row); lane++) {
    float *y = a->y + ((row + lane) * a->heads + head) * a->dim, total = s->total[lane / WIDTH][lane % WIDTH];
    for (int64_t i = 0; i < a->dim; i++) {
      y[i] = sums[i * LANES + lane] / total;
    }
  }
}

static void attend_many(const attention *all_heads, int64_t head, int64_t begin, int64_t end,
                        const char *prepared __attribute__((unused)), void *room) {
  attention a = *all_heads; /* a copy, which no store can change */
  int64_t group = head / (a.heads / a.kv_heads), count = (end - begin + LANES - 1) / LANES;
  a.keys = memory_of_head(a.keys, group);
  a.values = memory_of_head(a.values, group);
  blocks b = blocks_in(&a, room);
  state states[PANELS];
  for (int64_t p = 0; p < count; p++) {
    begin_panel(&a, begin + p * LANES, &states[p]);
    read_queries(&a, head, begin + p * LANES, b.queries + p * b.features * LANES, b.features);
  }
  memset(b.sums, 0, count * b.features * LANES * sizeof(float));
  for (int64_t t = 0, seen = seen_by(&a, end - 1); t < seen; t += KEYS) {
    widen_positions(&a, &a.keys, t, least(KEYS, seen - t), b.keys, b.features);
    widen_positions(&a, &a.values, t, least(KEYS, seen - t), b.values, b.features);
    for (int64_t p = 0; p < count; p++) {
      if (t < seen_by(&a, least(begin + (p + 1) * LANES, end) - 1)) {
        score_positions(&a, &b, t, b.queries + p * b.features * LANES);
        floats first = weigh_positions(&a, &b, t, &states[p], 0), second = weigh_positions(&a, &b, t, &states[p], 1);
        add_values(&b, first, second, b.sums + p * b.features * LANES);
      }
    }
  }
  for (int64_t p = 0; p < count; p++) {
    write_panel(&a, head, begin + p * LANES, end, &states[p], b.sums + p * b.features * LANES);
  }
}

#define MANY_ROWS_OF_ATTENTION {nothing_prepared_of, 1, 0, PANELS * LANES, many_room, attend_many}

#endif
