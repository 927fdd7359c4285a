/* The small operations of the set in use (elements.h) on all rows, which the threads share. Sizes are checked in Java. */
#include "java.h"
#include "kernels.h"
#include "threads.h"

#include <string.h>

enum { ENOUGH = 1 << 14 /* numbers worth a thread's part */ };

/* Rows [count, inner] of vectors of so many numbers, wherever they lie: by strides in numbers. */
typedef struct {
  const float *at;
  int64_t outer, inner; /* strides */
} rows;

typedef struct {
  const elements *e;
  rows x;
  int64_t count, inner, size; /* rows, vectors of a row, numbers of a vector */
  const float *a, *b;
  int64_t period; /* of rows, after which b begins again */
  float epsilon;
  int way;
  float *y;
  int64_t each; /* rows of a part */
} job;

static void in_row_parts(job *j, part_body body) {
  int64_t numbers = j->inner * j->size;
  j->each = numbers > 0 && numbers < ENOUGH ? (ENOUGH + numbers - 1) / numbers : 1;
  in_parts(thread_count(), parts_of(j->count, j->each), body, j);
}

static const float *vector(const job *j, int64_t row, int64_t i) {
  return j->x.at + row * j->x.outer + i * j->x.inner;
}

#define EACH_VECTOR(j, part)                                                                       \
  for (int64_t row = (part) * (j)->each; row < end_of_part(part, (j)->each, (j)->count); row++)    \
    for (int64_t i = 0; i < (j)->inner; i++)

static float *result(const job *j, int64_t row, int64_t i) {
  return j->y + (row * j->inner + i) * j->size;
}

/* ---- one function of a vector ---- */

enum { GELU, GELU_TANH, GATED, GATED_SECOND, COPY };

static void apply_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  EACH_VECTOR(j, part) {
    const float *x = vector(j, row, i);
    float *y = result(j, row, i);
    switch (j->way) {
      case GELU: j->e->gelu(x, j->size, y); break;
      case GELU_TANH: j->e->gelu_tanh(x, j->size, y); break;
      case GATED: j->e->gated(x, x + j->size, j->size, y); break;
      case GATED_SECOND: j->e->gated(x + j->size, x, j->size, y); break;
      default: memcpy(y, x, j->size * sizeof(float));
    }
  }
}

/* Vectors as Java lays them out: {x, stride of rows, stride of vectors, rows, vectors of a row, numbers of a vector}. */
typedef struct {
  int64_t x, outer, inner_stride, count, inner, size;
} layout;

static job job_of(int64_t x, int64_t outer, int64_t inner_stride, int64_t count, int64_t inner, int64_t size, int64_t y) {
  job j = {.e = kernels_in_use()->elements, .x = {(const float *) x, outer, inner_stride}, .count = count, .inner = inner,
           .size = size, .y = (float *) y};
  return j;
}

static job job_over(int64_t vectors, int64_t y) {
  const layout *l = (const layout *) vectors;
  return job_of(l->x, l->outer, l->inner_stride, l->count, l->inner, l->size, y);
}

/* void apply(way, layout, y): y [count, inner, size]; gated reads 2 size numbers. */
void JAVA(NativeOperations, apply)(JNI_CALLER, int32_t way, int64_t vectors, int64_t y) {
  job j = job_over(vectors, y);
  j.way = way;
  in_row_parts(&j, apply_part);
}

/* ---- norms ---- */

static void norm_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  EACH_VECTOR(j, part) {
    if (j->b) {
      j->e->layer_norm(vector(j, row, i), j->a, j->b, j->size, j->epsilon, result(j, row, i));
    } else {
      j->e->rms_norm(vector(j, row, i), j->a, j->size, j->epsilon, result(j, row, i));
    }
  }
}

/* void norm(layout, weight, bias, epsilon, y): without a bias that of the root mean square. */
void JAVA(NativeOperations, norm)(JNI_CALLER, int64_t vectors, int64_t weight, int64_t bias, float epsilon, int64_t y) {
  job j = job_over(vectors, y);
  j.a = (const float *) weight;
  j.b = (const float *) bias;
  j.epsilon = epsilon;
  in_row_parts(&j, norm_part);
}

/* ---- rotation ---- */

static void rotate_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  EACH_VECTOR(j, part) {
    j->e->rotate(vector(j, row, i), j->a + row * j->size, j->b + row * j->size, j->size, result(j, row, i));
  }
}

/* void rotate(layout, cosines, sines, y): tables [count, size] */
void JAVA(NativeOperations, rotate)(JNI_CALLER, int64_t vectors, int64_t cosines, int64_t sines, int64_t y) {
  job j = job_over(vectors, y);
  j.a = (const float *) cosines;
  j.b = (const float *) sines;
  in_row_parts(&j, rotate_part);
}

/* ---- sums and factors ---- */

static void add_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  EACH_VECTOR(j, part) {
    j->e->add(vector(j, row, i), j->b + (row % j->period * j->inner + i) * j->size, j->size, result(j, row, i));
  }
}

/* void add(x, b, count, period, size, y): x, y [count, size], b [period, size] */
void JAVA(NativeOperations, add)(JNI_CALLER, int64_t x, int64_t b, int64_t count, int64_t period, int64_t size, int64_t y) {
  job j = job_of(x, size, 0, count, 1, size, y);
  j.b = (const float *) b;
  j.period = period;
  in_row_parts(&j, add_part);
}

static void scale_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  EACH_VECTOR(j, part) {
    j->e->scale(vector(j, row, i), j->a[row], j->size, result(j, row, i));
  }
}

/* void scaleRows(x, factors, count, size, y): x, y [count, size], factors [count] */
void JAVA(NativeOperations, scaleRows)(JNI_CALLER, int64_t x, int64_t factors, int64_t count, int64_t size, int64_t y) {
  job j = job_of(x, size, 0, count, 1, size, y);
  j.a = (const float *) factors;
  in_row_parts(&j, scale_part);
}

/* ---- rows chosen by number ---- */

enum { FLOAT32, BFLOAT16 };

typedef struct {
  job j;
  const void *table;
  int64_t form;
  const int32_t *index; /* [count, taps] */
  const float *weight;  /* the same, or null for 1 */
  int64_t taps;
} gathering;

static void gather_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const gathering *g = context;
  const job *j = &g->j;
  for (int64_t row = part * j->each; row < end_of_part(part, j->each, j->count); row++) {
    float *y = j->y + row * j->size;
    if (!g->weight && g->form == BFLOAT16) {
      j->e->widen((const bfloat16 *) g->table + g->index[row] * j->size, j->size, y);
    } else if (!g->weight) {
      memcpy(y, (const float *) g->table + g->index[row] * j->size, j->size * sizeof(float));
    } else {
      memset(y, 0, j->size * sizeof(float));
      for (int64_t tap = row * g->taps; tap < (row + 1) * g->taps; tap++) {
        j->e->add_scaled((const float *) g->table + g->index[tap] * j->size, g->weight[tap], j->size, y);
      }
    }
  }
}

/*
 * void gather(sizes, table, index, weights, y): y[r] is the sum over the taps of weights[r, t] times row index[r, t] of the table;
 * without weights one row, unchanged. sizes are form, taps, count and size; a table of bfloat16 (form 1) is only read without
 * weights.
 */
void JAVA(NativeOperations, gather)(JNI_CALLER, int64_t sizes, int64_t table, int64_t index, int64_t weights, int64_t y) {
  const int64_t *s = (const int64_t *) sizes;
  gathering g = {job_of(0, 0, 0, s[2], 1, s[3], y), (const void *) table, s[0], (const int32_t *) index,
                 (const float *) weights, s[1]};
  in_row_parts(&g.j, gather_part);
}

/* void scatter(values, index, count, size, add, y): row index[r] of y becomes row r of the values, or their sum. */
void JAVA(NativeOperations, scatter)(JNI_CALLER, int64_t values, int64_t index, int64_t count, int64_t size, uint8_t add, int64_t y) {
  const elements *e = kernels_in_use()->elements;
  for (int64_t row = 0; row < count; row++) {
    const float *x = (const float *) values + row * size;
    float *to = (float *) y + ((const int32_t *) index)[row] * size;
    if (add) {
      e->add(to, x, size, to);
    } else {
      memcpy(to, x, size * sizeof(float));
    }
  }
}

/* ---- order ---- */

enum { SQUARE = 16 };

static void transpose_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  int64_t end = end_of_part(part, SQUARE, j->size);
  for (int64_t first = 0; first < j->count; first += SQUARE) {
    for (int64_t column = part * SQUARE; column < end; column++) {
      for (int64_t row = first; row < least(first + SQUARE, j->count); row++) {
        j->y[column * j->count + row] = j->x.at[row * j->size + column];
      }
    }
  }
}

/* void transpose(x, rows, columns, y): x [rows, columns], y [columns, rows] */
void JAVA(NativeOperations, transpose)(JNI_CALLER, int64_t x, int64_t count, int64_t columns, int64_t y) {
  job j = job_of(x, columns, 0, count, 1, columns, y);
  in_parts(thread_count(), parts_of(columns, SQUARE), transpose_part, &j);
}
