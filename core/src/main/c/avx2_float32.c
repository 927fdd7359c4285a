/* float32 weights, and bfloat16 ones as float32; AVX2 with FMA. */
#define WIDTH 8
#define ROWS 3
#define CHUNK 256 /* 16 KB of a first cache of 32 */

#include "float32.h"

const operation AVX2_FLOAT32 = FLOAT32_OPERATION;
const operation AVX2_WIDENED = WIDENED_OPERATION;
const operation AVX2_BFLOAT16 = BFLOAT16_OPERATION;
