/* float32 weights; AVX2 with FMA. */
#define WIDTH 8
#define ROWS 3

#include "float32.h"

const operation AVX2_FLOAT32 = FLOAT32_OPERATION;
