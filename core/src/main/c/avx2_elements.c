/* The small operations (elements.h) for the set avx2. */
#include "elements.h"

const elements AVX2_ELEMENTS = ELEMENTS;
