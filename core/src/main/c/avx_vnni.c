/* AVX2 with AVX-VNNI (see avx2.h): products of pairs are multiplied and added at once. */
#define ADD_PRODUCTS(sum, x, y) _mm256_dpwssd_avx_epi32(sum, x, y)
#include "avx2.h"
#include "limits.h"

const operation AVX_VNNI_INT8_FEW = INT8_FEW_OPERATION, AVX_VNNI_INT8_MANY = INT8_MANY_OPERATION, AVX_VNNI_INT4 = INT4_OPERATION;

#define WHOLE(sum, x) ADD_PRODUCTS(sum, x, x)
LIMIT(avx_vnni_limit, __m256i, "x", WHOLE, 2 * STEP)
