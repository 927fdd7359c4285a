/* AVX2 with FMA (see avx2.h). */
#define ADD_PRODUCTS(sum, x, y) _mm256_add_epi32(sum, _mm256_madd_epi16(x, y))
#include "avx2.h"
#include "limits.h"

const operation AVX2_INT8_FEW = INT8_FEW_OPERATION, AVX2_INT8_MANY = INT8_MANY_OPERATION, AVX2_INT4 = INT4_OPERATION;

#define WHOLE(sum, x) ADD_PRODUCTS(sum, x, sum)
LIMIT(avx2_whole_limit, __m256i, "x", WHOLE, 2 * STEP)

#define FLOAT(sum, x) _mm256_fmadd_ps(x, x, sum)
LIMIT(avx2_float_limit, __m256, "x", FLOAT, STEP)
