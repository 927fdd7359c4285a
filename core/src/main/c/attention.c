/*
 * Attention of a few new rows over everything before them and themselves: y = softmax(q k^T / sqrt(dim)) v, head by head.
 * q and y are bfloat16 [rows, heads, dim]; keys and values lie [kv_heads, capacity, dim], in bfloat16, or in int8 with a
 * bfloat16 scale for each [kv_heads, capacity]; heads is a multiple of kv_heads, and so many heads in a row read the same
 * keys and values. Row r sees the first past + r + 1 positions. Scores and sums are float32.
 */
#include "java.h"
#include "threads.h"
#include "vectors.h"

#include <math.h>
#include <stdlib.h>

enum { CHUNK = 32, CHUNK_VECTORS = CHUNK / 16 }; /* of a head's dimensions: what the sums of one pass hold */

typedef struct {
  const void *numbers;
  const bfloat16 *scales; /* null where the numbers are bfloat16 */
} memory;

typedef struct {
  const bfloat16 *q;
  int64_t rows, heads, dim, past, kv_heads, capacity;
  memory keys, values;
  bfloat16 *y;
  float *scores; /* room for all positions, for each thread */
  int64_t room;
} job;

/* 16 numbers from index i on. */
INLINE __m512 numbers(memory m, int64_t i) {
  if (!m.scales) {
    return floats_of((const bfloat16 *) m.numbers + i);
  }
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *) ((const int8_t *) m.numbers + i))));
}

INLINE float scale(memory m, int64_t position) {
  return m.scales ? float_of(m.scales[position]) : 1;
}

/* e^x for x <= 0: 2^n by the exponent, 2^f for |f| <= 1/2 by its Taylor series, exact to 3e-7. */
INLINE __m512 exponential(__m512 x) {
  __m512 t = _mm512_mul_ps(x, _mm512_set1_ps(1.44269504f));
  __m512 n = _mm512_roundscale_ps(t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m512 f = _mm512_sub_ps(t, n);
  __m512 p = _mm512_set1_ps(1.54035e-4f);
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.33335581e-3f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(9.61812911e-3f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(5.55041087e-2f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(2.40226507e-1f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(6.93147181e-1f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1));
  return _mm512_scalef_ps(p, n);
}

/* Scores of one row, and the largest of them. */
INLINE float score(const job *j, const bfloat16 *q, int64_t first, int64_t count, float *scores) {
  float largest = -INFINITY, root = 1 / sqrtf((float) j->dim);
  for (int64_t t = 0; t < count; t++) {
    __m512 sum = _mm512_setzero_ps();
    for (int64_t i = 0; i < j->dim; i += 16) {
      sum = _mm512_fmadd_ps(floats_of(q + i), numbers(j->keys, (first + t) * j->dim + i), sum);
    }
    scores[t] = _mm512_reduce_add_ps(sum) * root * scale(j->keys, first + t);
    largest = scores[t] > largest ? scores[t] : largest;
  }
  return largest;
}

/* Scores to weights, which do not add up to 1 but to the result; each times its value's scale. */
INLINE float weigh(const job *j, int64_t first, int64_t count, float largest, float *scores) {
  __m512 total = _mm512_setzero_ps();
  for (int64_t t = 0; t < count; t += 16) {
    __mmask16 there = count - t >= 16 ? 0xffff : (__mmask16) ((1u << (count - t)) - 1);
    __m512 x = _mm512_sub_ps(_mm512_maskz_loadu_ps(there, scores + t), _mm512_set1_ps(largest));
    __m512 weight = _mm512_maskz_mov_ps(there, exponential(x));
    total = _mm512_add_ps(total, weight);
    _mm512_mask_storeu_ps(scores + t, there, weight);
  }
  for (int64_t t = 0; j->values.scales && t < count; t++) {
    scores[t] *= scale(j->values, first + t);
  }
  return _mm512_reduce_add_ps(total);
}

/* CHUNK dimensions of the weighted sum of the values, from dimension d on. */
INLINE void add_up(const job *j, int64_t first, int64_t count, const float *weights, float total, int64_t d, bfloat16 *y) {
  __m512 sums[CHUNK_VECTORS];
  UNROLL for (int i = 0; i < CHUNK_VECTORS; i++) { sums[i] = _mm512_setzero_ps(); }
  for (int64_t t = 0; t < count; t++) {
    __m512 weight = _mm512_set1_ps(weights[t]);
    UNROLL for (int i = 0; i < CHUNK_VECTORS; i++) {
      sums[i] = _mm512_fmadd_ps(weight, numbers(j->values, (first + t) * j->dim + d + 16 * i), sums[i]);
    }
  }
  UNROLL for (int i = 0; i < CHUNK_VECTORS; i++) {
    _mm256_storeu_si256((__m256i *) (y + d + 16 * i), bfloat16s_of(_mm512_div_ps(sums[i], _mm512_set1_ps(total))));
  }
}

static void one_head(const void *context, int64_t head, int thread) {
  const job j = *(const job *) context; /* a copy, which no store can change */
  float *scores = j.scores + thread * j.room;
  int64_t first = head / (j.heads / j.kv_heads) * j.capacity;
  for (int64_t row = 0; row < j.rows; row++) {
    int64_t count = j.past + row + 1, at = (row * j.heads + head) * j.dim;
    float largest = score(&j, j.q + at, first, count, scores);
    float total = weigh(&j, first, count, largest, scores);
    for (int64_t d = 0; d < j.dim; d += CHUNK) {
      add_up(&j, first, count, scores, total, d, j.y + at);
    }
  }
}

/*
 * boolean attend(sizes, q, keys, keyScales, values, valueScales, y): false where memory is short. sizes are the six of a
 * job, in its order; scales are 0 where keys and values are bfloat16.
 */
uint8_t JAVA(NativeAttention, attend)(JNI_CALLER, int64_t sizes, int64_t q, int64_t keys, int64_t key_scales,
                                      int64_t values, int64_t value_scales, int64_t y) {
  const int64_t *size = (const int64_t *) sizes;
  job j = {(const bfloat16 *) q, size[0], size[1], size[2], size[3], size[4], size[5],
           {(const void *) keys, (const bfloat16 *) key_scales},
           {(const void *) values, (const bfloat16 *) value_scales}, (bfloat16 *) y, 0, 0};
  j.room = (j.past + j.rows + 15) / 16 * 16;
  j.scores = malloc(thread_count() * j.room * sizeof(float));
  if (!j.scores) {
    return 0;
  }
  in_parts(j.heads, one_head, &j);
  free(j.scores);
  return 1;
}
