/* float32 weights; AVX-512. */
#define WIDTH 16
#define ROWS 6

#include "float32.h"
#include "limits.h"

const operation AVX512_FLOAT32 = FLOAT32_OPERATION;

#define PRODUCT(sum, x) ((sum) + (x) * (x))
LIMIT(avx512_float_limit, floats, "v", PRODUCT, 2 * WIDTH)
