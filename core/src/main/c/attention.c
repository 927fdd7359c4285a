/* Attention of the set in use: keys and values of some heads are prepared, then rows attend, part by part on all threads. */
#include "attention.h"
#include "java.h"
#include "memory.h"
#include "threads.h"

enum {
  FEW = 8,                /* rows that attend one by one */
  STEP = 8,               /* features, of which these have a multiple */
  AT_ONCE = 32 * 1024 * 1024 /* bytes of prepared keys and values, unless one head has more */
};

/* A key-value head of one of the attentions, and the heads that read it. */
typedef struct {
  const attention *a;
  const attention_way *way;
  int64_t head, shared;
  int64_t preparing, attending;             /* parts */
  int64_t first_preparing, first_attending; /* of these among those of all units at hand */
  char *prepared;
} unit;

typedef struct {
  const unit *units;
  int64_t count;
  char *rooms;
  int64_t room;
} job;

static const attention_way *way_of(const kernels *k, const attention *a) {
  return a->rows < FEW && a->dim % STEP == 0 ? k->few : a->narrow ? k->many_narrow : k->many;
}

/* Of attention i / kv_heads. */
static unit unit_of(const kernels *k, const attention *all, int64_t i) {
  const attention *a = all + i / all->kv_heads;
  const attention_way *way = way_of(k, a);
  unit u = {.a = a, .way = way, .head = i % a->kv_heads, .shared = a->heads / a->kv_heads};
  u.preparing = way->prepare ? parts_of(seen_by(a, a->rows - 1), way->positions) : 0;
  u.attending = u.shared * parts_of(a->rows, way->rows);
  return u;
}

/* The last unit at hand that begins with this part or before; units without parts begin where the next ones do. */
static const unit *unit_with(const job *j, int64_t part, int preparing) {
  int64_t low = 0, high = j->count;
  while (high - low > 1) {
    int64_t middle = (low + high) / 2;
    int64_t first = preparing ? j->units[middle].first_preparing : j->units[middle].first_attending;
    if (first <= part) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return j->units + low;
}

static void prepare_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const unit *u = unit_with(context, part, 1);
  int64_t begin = (part - u->first_preparing) * u->way->positions;
  u->way->prepare(u->a, u->head, begin, least(begin + u->way->positions, seen_by(u->a, u->a->rows - 1)), u->prepared);
}

static void attend_part(const void *context, int64_t part, int thread) {
  const job *j = context;
  const unit *u = unit_with(j, part, 0);
  part -= u->first_attending;
  int64_t head = u->head * u->shared + part % u->shared, block = part / u->shared;
  u->way->attend(u->a, head, block * u->way->rows, end_of_part(block, u->way->rows, u->a->rows), u->prepared,
                 j->rooms + thread * j->room);
}

static int64_t bytes_of(const unit *u) {
  return lines(u->way->prepared_bytes(u->a));
}

/* Some units from the first on, whose prepared keys and values fit; how many. */
static int64_t attend_some(job *j, unit *units, int64_t count, char *memory, int64_t bytes, int threads) {
  int64_t used = 0, preparing = 0, attending = 0, some = 0;
  for (; some < count && (some == 0 || used + bytes_of(&units[some]) <= bytes); some++) {
    unit *u = &units[some];
    u->prepared = memory + used;
    u->first_preparing = preparing;
    u->first_attending = attending;
    used += bytes_of(u);
    preparing += u->preparing;
    attending += u->attending;
  }
  j->units = units;
  j->count = some;
  in_parts(threads, preparing, prepare_part, j);
  in_parts(threads, attending, attend_part, j);
  return some;
}

int attend(const kernels *k, const attention *all, int64_t count, int threads) {
  int64_t units = count * all->kv_heads, total = 0, largest = 0, room = 0;
  for (int64_t i = 0; i < count; i++) {
    unit u = unit_of(k, all, i * all->kv_heads);
    int64_t bytes = bytes_of(&u), of_thread = lines(u.way->room_bytes(u.a));
    total += bytes * all->kv_heads;
    largest = bytes > largest ? bytes : largest;
    room = of_thread > room ? of_thread : room;
  }
  int64_t bytes = total < AT_ONCE ? total : largest > AT_ONCE ? largest : AT_ONCE;
  int64_t for_units = lines(units * (int64_t) sizeof(unit));
  char *memory = work_memory(for_units + bytes + threads * room);
  if (!memory) {
    return 0;
  }
  unit *divided = (unit *) memory;
  for (int64_t i = 0; i < units; i++) {
    divided[i] = unit_of(k, all, i);
  }
  job j = {.rooms = memory + for_units + bytes, .room = room};
  for (int64_t i = 0; i < units;) {
    i += attend_some(&j, divided + i, units - i, memory + for_units, bytes, threads);
  }
  give_work_memory(memory);
  return 1;
}

/* ---- caches ---- */

memory cache_of(int64_t kept, int64_t numbers, int64_t scales, int64_t dim, int64_t capacity) {
  memory m = {kept, (const void *) numbers, (const bfloat16 *) scales, dim, capacity * dim, capacity};
  return m;
}

void keep(const elements *e, const float *x, int64_t dim, memory cache, int64_t head, int64_t position) {
  int64_t at = head * cache.head + position * cache.row;
  switch (cache.kept) {
    case KEPT_BFLOAT16: e->round(x, dim, (bfloat16 *) cache.numbers + at); break;
    case KEPT_INT8:
      ((bfloat16 *) cache.scales)[head * cache.capacity + position] = e->pack(x, dim, (int8_t *) cache.numbers + at);
      break;
    default:
      for (int64_t i = 0; i < dim; i++) {
        ((float *) cache.numbers)[at + i] = x[i];
      }
  }
}

typedef struct {
  const elements *e;
  new_rows rows;
  memory cache;
  int64_t past;
} writing;

enum { ROWS_AT_ONCE = 16 };

static void write_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const writing *w = context;
  const new_rows *r = &w->rows;
  for (int64_t row = part * ROWS_AT_ONCE; row < end_of_part(part, ROWS_AT_ONCE, r->rows); row++) {
    for (int64_t head = 0; head < r->heads; head++) {
      keep(w->e, r->numbers + row * r->row + head * r->head, r->dim, w->cache, head, w->past + row);
    }
  }
}

/*
 * void writeCache(sizes, rows, numbers, scales): sizes are rows, kv_heads, dim, row and head stride, past, capacity, and how the
 * cache [kv_heads, capacity, dim] is kept (see kernels.h); scales are [kv_heads, capacity] where it is int8.
 */
void JAVA(NativeAttention, writeCache)(JNI_CALLER, int64_t sizes, int64_t rows, int64_t numbers, int64_t scales) {
  const int64_t *size = (const int64_t *) sizes;
  writing w = {kernels_in_use()->elements, {(const float *) rows, size[0], size[1], size[2], size[3], size[4]},
               cache_of(size[7], numbers, scales, size[2], size[6]), size[5]};
  in_parts(thread_count(), parts_of(w.rows.rows, ROWS_AT_ONCE), write_part, &w);
}

/*
 * boolean attendCached(sizes, q, keys, keyScales, values, valueScales, y): of rows that have just been written; false where
 * memory is short. sizes are rows, heads, dim, past, kv_heads, capacity, and how the caches are kept. q and y are
 * [rows, heads, dim]; row r sees past + r + 1 positions.
 */
uint8_t JAVA(NativeAttention, attendCached)(JNI_CALLER, int64_t sizes, int64_t q, int64_t keys, int64_t key_scales,
                                            int64_t values, int64_t value_scales, int64_t y) {
  const int64_t *size = (const int64_t *) sizes;
  attention a = {.q = (const float *) q, .rows = size[0], .heads = size[1], .dim = size[2], .kv_heads = size[4],
                 .q_row = size[1] * size[2], .q_head = size[2], .seen = size[3] + 1, .more = 1,
                 .keys = cache_of(size[6], keys, key_scales, size[2], size[5]),
                 .values = cache_of(size[6], values, value_scales, size[2], size[5]),
                 .narrow = size[6] != KEPT_FLOAT32, .y = (float *) y};
  return a.rows == 0 || attend(kernels_in_use(), &a, 1, thread_count());
}

/*
 * boolean attendMany(sizes, q, k, v, y): of sequences one behind the other; every row of one sees all its positions. sizes are
 * rows, positions, heads, kv_heads, dim, row and head stride of q, k and v, sequences, and whether to round to bfloat16. y
 * is [sequences * rows, heads, dim]; false where memory is short.
 */
uint8_t JAVA(NativeAttention, attendMany)(JNI_CALLER, int64_t sizes, int64_t q, int64_t k, int64_t v, int64_t y) {
  const int64_t *size = (const int64_t *) sizes;
  int64_t rows = size[0], positions = size[1], heads = size[2], dim = size[4], sequences = size[11];
  attention *all = work_memory(sequences * (int64_t) sizeof(attention));
  if (!all) {
    return 0;
  }
  for (int64_t i = 0; i < sequences; i++) {
    const float *keys = (const float *) k + i * positions * size[7], *values = (const float *) v + i * positions * size[9];
    attention a = {.q = (const float *) q + i * rows * size[5], .q_row = size[5], .q_head = size[6], .rows = rows,
                   .heads = heads, .kv_heads = size[3], .dim = dim, .seen = positions,
                   .keys = {.kept = KEPT_FLOAT32, .numbers = keys, .row = size[7], .head = size[8]},
                   .values = {.kept = KEPT_FLOAT32, .numbers = values, .row = size[9], .head = size[10]},
                   .narrow = size[12] != 0, .y = (float *) y + i * rows * heads * dim};
    all[i] = a;
  }
  int done = sequences == 0 || rows == 0 || attend(kernels_in_use(), all, sequences, thread_count());
  give_work_memory(all);
  return (uint8_t) done;
}
