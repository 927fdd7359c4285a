#!/usr/bin/env python3
"""Times PyTorch on the CPU with random weights in a shape of `qwenvl bench --random`, to stand beside that command's figures.

    python3 core/src/test/python/torch_rates.py 300m bfloat16 2      # SHAPE FORM THREADS
    ./qwenvl bench --random 300m --dtype bfloat16 --threads 2 --batches 1,4 --contexts 300 --prompts 272

FORM is bfloat16, int8 or int4. The language model alone, with PyTorch's own fastest operators for each form: linear in bfloat16, its
weight-only products for int8 and int4 (groups of 128) with inputs in bfloat16, fused attention over caches that are written in
place. Where PyTorch's build lacks a product, the form is refused. Needs PyTorch.
"""
import statistics
import sys
import time

import torch
import torch.nn.functional as F

from random_gguf import SHAPES

CONTEXT, GROUP, ROUNDS = 300, 128, 3


class Linear:
    def __init__(self, form, outputs, inputs):
        self.form, self.outputs = form, outputs
        if form == "bfloat16":
            self.weight = torch.randn(outputs, inputs).mul_(0.02).bfloat16()
        elif form == "int8":
            self.weight = torch.randint(-127, 128, (outputs, inputs), dtype=torch.int8)
            self.scales = torch.full((outputs,), 0.0002, dtype=torch.bfloat16)
        elif form == "int4":
            nibbles = torch.randint(0, 16, (outputs, inputs), dtype=torch.int32)
            self.weight = torch.ops.aten._convert_weight_to_int4pack_for_cpu(nibbles, 1)
            self.scales = torch.full((inputs // GROUP, outputs, 2), 0.003, dtype=torch.bfloat16)
        else:
            sys.exit(f"{form} is no form of weights")

    def __call__(self, x):
        if self.form == "bfloat16":
            return F.linear(x, self.weight)
        rows = x.reshape(-1, x.shape[-1])
        if self.form == "int8":
            y = torch.ops.aten._weight_int8pack_mm(rows, self.weight, self.scales)
        else:
            y = torch.ops.aten._weight_int4pack_mm_for_cpu(rows, self.weight, GROUP, self.scales)
        return y.reshape(*x.shape[:-1], self.outputs)


class Block:
    def __init__(self, form, hidden, inner, heads, kv_heads, features):
        self.heads, self.kv_heads, self.features = heads, kv_heads, features
        self.norms = [torch.ones(hidden, dtype=torch.bfloat16) for _ in range(2)]
        self.qkv = Linear(form, (heads + 2 * kv_heads) * features, hidden)
        self.bias = torch.zeros((heads + 2 * kv_heads) * features, dtype=torch.bfloat16)
        self.out = Linear(form, hidden, heads * features)
        self.both = Linear(form, 2 * inner, hidden)
        self.down = Linear(form, hidden, inner)

    def caches(self, batch, capacity):
        shape = (batch, self.kv_heads, capacity, self.features)
        return [torch.zeros(shape, dtype=torch.bfloat16) for _ in range(2)]

    def __call__(self, h, caches, past, turn):
        batch, rows, hidden = h.shape
        qkv = self.qkv(F.rms_norm(h, (hidden,), self.norms[0])) + self.bias
        qkv = qkv.view(batch, rows, -1, self.features).transpose(1, 2)
        q, k, v = qkv.split([self.heads, self.kv_heads, self.kv_heads], 1)
        for cache, new in zip(caches, (turn(k), v)):
            cache[:, :, past:past + rows] = new
        k, v = (cache[:, :, :past + rows] for cache in caches)
        mask = None
        if rows > 1 and past > 0:
            mask = torch.ones(rows, past + rows, dtype=torch.bool).tril(past)
        x = F.scaled_dot_product_attention(
            turn(q), k, v, attn_mask=mask, is_causal=rows > 1 and past == 0, enable_gqa=self.heads != self.kv_heads)
        h = h + self.out(x.transpose(1, 2).reshape(batch, rows, -1))
        gate, up = self.both(F.rms_norm(h, (hidden,), self.norms[1])).chunk(2, -1)
        return h + self.down(F.silu(gate) * up)


def rotary(rows, past, features):
    angles = torch.outer(torch.arange(past, past + rows), 10000.0 ** (-torch.arange(0, features, 2) / features)).repeat(1, 2)
    cos, sin = angles.cos().bfloat16(), angles.sin().bfloat16()

    def turn(x):
        first, second = x.chunk(2, -1)
        return x * cos + torch.cat((-second, first), -1) * sin

    return turn


class Model:
    def __init__(self, shape, form):
        _, hidden, inner, layers, heads, kv_heads, features, vocabulary, _ = SHAPES[shape]
        self.features = features
        self.table = torch.randn(vocabulary, hidden).bfloat16()
        self.norm = torch.ones(hidden, dtype=torch.bfloat16)
        self.blocks = [Block(form, hidden, inner, heads, kv_heads, features) for _ in range(layers)]
        self.head = Linear("int8" if form == "int4" else form, vocabulary, hidden)

    def step(self, ids, caches, past):
        h, turn = F.embedding(ids, self.table), rotary(ids.shape[1], past, self.features)
        for block, cache in zip(self.blocks, caches):
            h = block(h, cache, past, turn)
        return self.head(F.rms_norm(h[:, -1:], self.norm.shape, self.norm)).float()


def seconds(body):
    body()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def decode(model, batch, steps=16):
    caches = [block.caches(batch, CONTEXT + steps) for block in model.blocks]
    ids = torch.zeros(batch, 1, dtype=torch.long)
    return batch * steps / seconds(lambda: [model.step(ids, caches, CONTEXT + i) for i in range(steps)])


def prompt(model, rows):
    caches = [block.caches(1, rows) for block in model.blocks]
    return seconds(lambda: model.step(torch.zeros(1, rows, dtype=torch.long), caches, 0))


@torch.inference_mode()
def main(shape, form, threads):
    torch.set_num_threads(int(threads))
    model = Model(shape, form)
    print(f"PyTorch {torch.__version__}, {shape}, {form}, {threads} threads")
    for batch in (1, 4):
        print(f"  decode behind {CONTEXT}, {batch} rows: {decode(model, batch):.1f} tokens/s", flush=True)
    for rows in (272, 2048):
        print(f"  prompt of {rows}: {prompt(model, rows):.2f} s", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in SHAPES:
        sys.exit(__doc__)
    main(*sys.argv[1:])
