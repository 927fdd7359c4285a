/*
 * Activations as two digits: whole = 256 * high + low, both from -128 to 127, so that the processor multiplies them by
 * whole weights byte by byte. A prepared row (see activations.h) has the plane of the high digits, then that of the low
 * ones. The last line of a plane are 16 int32: minus 128 times the sums of the digits that meet in a lane; a sum of
 * products with w + 128 that starts there is one with w.
 */
#ifndef QWENVL4J_DIGITS_H
#define QWENVL4J_DIGITS_H

#include "activations.h"
#include "vectors512.h"

INLINE const int8_t *high_digits(const product *p, int64_t row) {
  return (const int8_t *) prepared_row(p, row);
}

INLINE const int8_t *low_digits(const product *p, int64_t row) {
  return high_digits(p, row) + plane(p);
}

/* Where the sums of a plane's products start. */
INLINE __m512i start(const product *p, const int8_t *digits) {
  return _mm512_load_si512(digits + lines(p->inputs));
}

INLINE float scale_of(const bfloat16 *x, int64_t inputs) {
  __m512i most = _mm512_setzero_si512(); /* compared as whole numbers, NaN is the largest of all */
  for (int64_t k = 0; k < inputs; k += 16) {
    most = _mm512_max_epu32(most, _mm512_castps_si512(_mm512_abs_ps(floats_there(x + k, there(k, inputs)))));
  }
  return scale_for((bfloat16) (_mm512_reduce_max_epu32(most) >> 16));
}

INLINE void write_start(const product *p, int8_t *digits) {
  __m512i sum = _mm512_setzero_si512();
  for (int64_t k = 0; k < p->inputs; k += LINE) {
    sum = _mm512_dpbusd_epi32(sum, _mm512_set1_epi8((char) 128), _mm512_load_si512(digits + k));
  }
  _mm512_store_si512(digits + lines(p->inputs), _mm512_sub_epi32(_mm512_setzero_si512(), sum));
}

INLINE void write_digits(const product *p, int64_t row) {
  const bfloat16 *x = p->x + row * p->inputs;
  int8_t *high = (int8_t *) prepared_row(p, row), *low = high + plane(p);
  float scale = scale_of(x, p->inputs);
  *row_scale(p, row) = scale;
  __m512 inverse = _mm512_set1_ps(inverse_of(scale));
  for (int64_t k = 0; k < lines(p->inputs); k += 16) {
    __m512i whole = _mm512_cvtps_epi32(_mm512_mul_ps(floats_there(x + k, there(k, p->inputs)), inverse));
    __m512i upper = _mm512_srai_epi32(_mm512_add_epi32(whole, _mm512_set1_epi32(128)), 8);
    __m512i lower = _mm512_sub_epi32(whole, _mm512_slli_epi32(upper, 8));
    _mm_store_si128((__m128i *) (high + k), _mm512_cvtepi32_epi8(upper));
    _mm_store_si128((__m128i *) (low + k), _mm512_cvtepi32_epi8(lower));
  }
  write_start(p, high);
  write_start(p, low);
}

/* Sums of x by group. */
INLINE void write_totals(const product *p, int64_t row) {
  int64_t size = group_size(p);
  for (int64_t group = 0; group < p->groups; group++) {
    const int8_t *high = high_digits(p, row) + group * size, *low = low_digits(p, row) + group * size;
    int32_t sum = 0;
    for (int64_t k = 0; k < size; k++) {
      sum += 256 * high[k] + low[k];
    }
    row_totals(p, row)[group] = (float) sum * *row_scale(p, row);
  }
}

#endif
