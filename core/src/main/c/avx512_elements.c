/* The small operations (elements.h) for the set avx512. */
#include "elements.h"

const elements AVX512_ELEMENTS = ELEMENTS;
