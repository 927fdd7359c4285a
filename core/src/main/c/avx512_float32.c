/* float32 weights, and bfloat16 ones as float32; AVX-512. */
#define WIDTH 16
#define ROWS 6
#define CHUNK 8192 /* the second cache gives weights fast enough */

#include "float32.h"
#include "limits.h"

const operation AVX512_FLOAT32 = FLOAT32_OPERATION;
const operation AVX512_WIDENED = WIDENED_OPERATION;
const operation AVX512_BFLOAT16_AS_FLOAT32 = BFLOAT16_OPERATION;

#define PRODUCT(sum, x) ((sum) + (x) * (x))
LIMIT(avx512_float_limit, floats, "v", PRODUCT, 2 * WIDTH)
