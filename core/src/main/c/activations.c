#include "activations.h"
#include "threads.h"

#include <math.h>
#include <stdlib.h>

enum { LARGEST = 127 * 256, PART = 16 /* rows worth a thread */ };

static const float LEAST = 1e-30f; /* smaller rows are rows of zeros */

static float scale_of(const bfloat16 *x, int64_t inputs) {
  __m512i most = _mm512_setzero_si512(); /* compared as whole numbers, NaN is the largest of all */
  for (int64_t k = 0; k < inputs; k += 16) {
    most = _mm512_max_epu32(most, _mm512_castps_si512(_mm512_abs_ps(floats_of(x + k))));
  }
  union { uint32_t bits; float value; } largest = {_mm512_reduce_max_epu32(most)};
  return isfinite(largest.value) ? largest.value / LARGEST : NAN;
}

/* Minus 128 times the sums of the digits that meet in a lane, behind the plane. */
static void write_start(int8_t *digits, int64_t inputs) {
  __m512i sum = _mm512_setzero_si512();
  for (int64_t k = 0; k < inputs; k += LINE) {
    sum = _mm512_dpbusd_epi32(sum, _mm512_set1_epi8((char) 128), _mm512_load_si512(digits + k));
  }
  _mm512_store_si512(digits + inputs, _mm512_sub_epi32(_mm512_setzero_si512(), sum));
}

static float write_digits(const bfloat16 *x, int64_t inputs, int8_t *high, int8_t *low) {
  float scale = scale_of(x, inputs);
  __m512 inverse = _mm512_set1_ps(scale * LARGEST > LEAST ? 1 / scale : 0);
  for (int64_t k = 0; k < inputs; k += 16) {
    __m512i whole = _mm512_cvtps_epi32(_mm512_mul_ps(floats_of(x + k), inverse));
    __m512i upper = _mm512_srai_epi32(_mm512_add_epi32(whole, _mm512_set1_epi32(128)), 8);
    __m512i lower = _mm512_sub_epi32(whole, _mm512_slli_epi32(upper, 8));
    _mm_store_si128((__m128i *) (high + k), _mm512_cvtepi32_epi8(upper));
    _mm_store_si128((__m128i *) (low + k), _mm512_cvtepi32_epi8(lower));
  }
  write_start(high, inputs);
  write_start(low, inputs);
  return scale;
}

typedef struct {
  const bfloat16 *x;
  int64_t rows;
  const activations *a;
} rounding;

static void round_rows(const void *context, int64_t part, int thread __attribute__((unused))) {
  const rounding *r = context;
  int64_t inputs = r->a->inputs;
  int64_t end = end_of_part(part, PART, r->rows);
  for (int64_t row = part * PART; row < end; row++) {
    int8_t *high = r->a->digits + row * 2 * plane(r->a);
    r->a->scales[row] = write_digits(r->x + row * inputs, inputs, high, high + plane(r->a));
  }
}

int activations_of(const bfloat16 *x, int64_t rows, int64_t inputs, activations *result) {
  activations a = {inputs, aligned_alloc(LINE, rows * 2 * (inputs + LINE)), malloc(rows * sizeof(float))};
  *result = a;
  if (!a.digits || !a.scales) {
    activations_free(result);
    return 0;
  }
  rounding r = {x, rows, result};
  in_parts(parts_of(rows, PART), round_rows, &r);
  return 1;
}

void activations_free(activations *a) {
  free(a->digits);
  free(a->scales);
}
