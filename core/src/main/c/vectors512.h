/* What the AVX-512 sets share. */
#ifndef QWENVL4J_VECTORS512_H
#define QWENVL4J_VECTORS512_H

#include "kernels.h"

#include <immintrin.h>

/* Which of 16 values from i on are there. */
INLINE __mmask16 there(int64_t i, int64_t count) {
  int64_t rest = count - i;
  return rest >= 16 ? 0xffff : rest <= 0 ? 0 : (__mmask16) ((1u << rest) - 1);
}

/* Of 16 values; zeros where there are none. */
INLINE __m512 floats_there(const bfloat16 *x, __mmask16 mask) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, x)), 16));
}

/* Rounded to the nearest, ties to even; NaN stays NaN. */
INLINE __m256i bfloat16s_of(__m512 x) {
  __m512i bits = _mm512_castps_si512(x);
  __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
  __mmask16 nan = _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q);
  return _mm512_cvtepi32_epi16(_mm512_srli_epi32(_mm512_mask_set1_epi32(rounded, nan, 0x7fc00000), 16));
}

#endif
