#!/usr/bin/env python3
"""Writes a GGUF file of random weights in a shape of `qwenvl bench --random`, for `bench --against llama.cpp=DIR`.

    git clone https://github.com/ggml-org/llama.cpp && cd llama.cpp
    cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build --target llama-bench
    cp build/bin/* DIR
    python3 core/src/test/python/random_gguf.py DIR 300m q4_0        # writes DIR/300m-q4_0.gguf
    ./qwenvl bench --random 300m --dtype int4 --only decode,prefill --against llama.cpp=DIR

SHAPE is 300m, qwen-vl, qwen3-vl-2b, -4b or -8b; FORM is q4_0, q8_0 or bf16, for int4, int8 and bfloat16. The file has the
language model alone, as llama.cpp's architectures qwen and qwen3; like here, the table and the output layer are in 8 bits where
the blocks are in 4. Needs nothing but Python.
"""
import os
import random
import struct
import sys

F32, Q4_0, Q8_0, BF16 = 0, 2, 8, 30
FORMS = {"q4_0": Q4_0, "q8_0": Q8_0, "bf16": BF16}
UINT32, FLOAT32, STRING = 4, 6, 8

# name: (architecture, hidden, inner, layers, heads, key-value heads, features of a head, vocabulary, tied)
SHAPES = {
    "300m": ("qwen", 1024, 2816, 12, 16, 16, 64, 32768, False),
    "qwen-vl": ("qwen", 4096, 11008, 32, 32, 32, 128, 151936, False),
    "qwen3-vl-2b": ("qwen3", 2048, 6144, 28, 16, 8, 128, 151936, True),
    "qwen3-vl-4b": ("qwen3", 2560, 9728, 36, 32, 8, 128, 151936, True),
    "qwen3-vl-8b": ("qwen3", 4096, 12288, 36, 32, 8, 128, 151936, False),
}


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def pair(key, kind, value):
    packed = text(value) if kind == STRING else struct.pack("<I" if kind == UINT32 else "<f", value)
    return text(key) + struct.pack("<I", kind) + packed


def pairs(shape):
    architecture, hidden, inner, layers, heads, kv_heads, features, vocabulary, _ = shape
    of = architecture + "."
    return [
        pair("general.architecture", STRING, architecture),
        pair("tokenizer.ggml.model", STRING, "none"),
        pair(of + "vocab_size", UINT32, vocabulary),
        pair(of + "context_length", UINT32, 8192),
        pair(of + "embedding_length", UINT32, hidden),
        pair(of + "feed_forward_length", UINT32, inner * (2 if architecture == "qwen" else 1)),
        pair(of + "block_count", UINT32, layers),
        pair(of + "attention.head_count", UINT32, heads),
        pair(of + "attention.head_count_kv", UINT32, kv_heads),
        pair(of + "attention.key_length", UINT32, features),
        pair(of + "attention.value_length", UINT32, features),
        pair(of + "rope.dimension_count", UINT32, features),
        pair(of + "rope.freq_base", FLOAT32, 10000.0),
        pair(of + "attention.layer_norm_rms_epsilon", FLOAT32, 1e-6),
    ]


def tensors(shape, form):
    """(name, form, inputs, outputs), as llama.cpp names them."""
    architecture, hidden, inner, layers, heads, kv_heads, features, vocabulary, tied = shape
    outer = Q8_0 if form == Q4_0 else form
    yield "token_embd.weight", outer, hidden, vocabulary
    yield "output_norm.weight", F32, hidden, 1
    if not tied:
        yield "output.weight", outer, hidden, vocabulary
    for layer in range(layers):
        block = f"blk.{layer}."
        yield block + "attn_norm.weight", F32, hidden, 1
        yield block + "ffn_norm.weight", F32, hidden, 1
        if architecture == "qwen":
            yield block + "attn_qkv.weight", form, hidden, 3 * hidden
            yield block + "attn_qkv.bias", F32, 3 * hidden, 1
        else:
            yield block + "attn_q.weight", form, hidden, heads * features
            yield block + "attn_k.weight", form, hidden, kv_heads * features
            yield block + "attn_v.weight", form, hidden, kv_heads * features
            yield block + "attn_q_norm.weight", F32, features, 1
            yield block + "attn_k_norm.weight", F32, features, 1
        yield block + "attn_output.weight", form, heads * features, hidden
        yield block + "ffn_gate.weight", form, hidden, inner
        yield block + "ffn_up.weight", form, hidden, inner
        yield block + "ffn_down.weight", form, inner, hidden


def blocks(form, rng, count):
    """Random blocks of a form, some hundredths in size."""
    scale = struct.pack("<e", 0.003)
    if form == F32:
        return struct.pack("<f", 1.0) * count
    if form == BF16:
        return b"".join(struct.pack("<H", 0x3C00 | rng.getrandbits(7) | rng.getrandbits(1) << 15) for _ in range(count))
    return b"".join(scale + rng.randbytes(16 if form == Q4_0 else 32) for _ in range(count))


def size(form, numbers):
    return {F32: 4, BF16: 2}[form] * numbers if form in (F32, BF16) else numbers // 32 * (18 if form == Q4_0 else 34)


def aligned(position):
    return (position + 31) // 32 * 32


def write(path, shape, form):
    rng = random.Random(1)
    patterns = {each: blocks(each, rng, 1 << 15) for each in (F32, form, Q8_0)}
    described, data = b"", 0
    all_tensors = list(tensors(shape, form))
    for name, of, inputs, outputs in all_tensors:
        sizes = (inputs,) if outputs == 1 else (inputs, outputs)
        described += text(name) + struct.pack(f"<I{len(sizes)}Q", len(sizes), *sizes) + struct.pack("<IQ", of, data)
        data = aligned(data + size(of, inputs * outputs))
    known = pairs(shape)
    header = b"GGUF" + struct.pack("<IQQ", 3, len(all_tensors), len(known)) + b"".join(known) + described
    with open(path, "wb") as file:
        file.write(header + bytes(aligned(len(header)) - len(header)))
        for _, of, inputs, outputs in all_tensors:
            left, pattern = size(of, inputs * outputs), patterns[of]
            while left > 0:
                left -= file.write(pattern[:left])
            file.write(bytes(aligned(file.tell()) - file.tell()))


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[2] not in SHAPES or sys.argv[3] not in FORMS:
        sys.exit(__doc__)
    folder, wanted, kind = sys.argv[1:]
    write(os.path.join(folder, f"{wanted}-{kind}.gguf"), SHAPES[wanted], FORMS[kind])
