/* What the products share: 512-bit vectors, bfloat16 in and out, loops that must be unrolled for their arrays to be registers. */
#ifndef QWENVL4J_VECTORS_H
#define QWENVL4J_VECTORS_H

#include <immintrin.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum { LINE = 64 }; /* bytes of a vector and of a cache line */

typedef uint16_t bfloat16;

INLINE float float_of(bfloat16 x) {
  union { uint32_t bits; float value; } wide = {(uint32_t) x << 16};
  return wide.value;
}

/* 16 values. */
INLINE __m512 floats_of(const bfloat16 *x) {
  __m256i narrow = _mm256_loadu_si256((const __m256i *) x);
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(narrow), 16));
}

/* Rounded to the nearest, ties to even; NaN stays NaN. */
INLINE __m256i bfloat16s_of(__m512 x) {
  __m512i bits = _mm512_castps_si512(x);
  __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
  __mmask16 nan = _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q);
  return _mm512_cvtepi32_epi16(_mm512_srli_epi32(_mm512_mask_set1_epi32(rounded, nan, 0x7fc00000), 16));
}

INLINE bfloat16 bfloat16_of(float x) {
  union { float value; uint32_t bits; } wide = {x};
  return (bfloat16) (x == x ? (wide.bits + 0x7fff + (wide.bits >> 16 & 1)) >> 16 : 0x7fc0);
}

#endif
