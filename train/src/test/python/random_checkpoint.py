"""Writes a Qwen-VL checkpoint of a published size with random weights, to measure memory and time of fine-tuning.

Usage: python random_checkpoint.py SHAPE TYPE TINY OUT [--empty]
  SHAPE    9.6b (Qwen-VL) or 2b (the same layout, with the sizes of Qwen-1.8B and a ViT-L)
  TYPE     int4 (GPTQ: language blocks in int4 with groups of 128, the rest float16) or bfloat16
  TINY     shared/fixtures/tiny-vl-int4, whose configuration and vocabulary it takes
  --empty  all weights are 0, in a file that takes no space: enough for --estimate

Needs numpy.
"""

import json
import pathlib
import shutil
import struct
import sys

import numpy

SHAPES = {
    "9.6b": dict(hidden=4096, layers=32, heads=32, inner=22016, width=1664, vision=48, vision_heads=16, ratio=4.9231),
    "2b": dict(hidden=2048, layers=24, heads=16, inner=11008, width=1024, vision=24, vision_heads=16, ratio=4.0),
}
VOCABULARY, PATCHES, QUERIES, GROUP = 151936, 1024, 256, 128
BYTES = {"F16": 2, "BF16": 2, "I32": 4}


def linear(name, outputs, inputs, int4, kind, bias=False):
    if int4:
        yield f"{name}.qweight", "I32", (inputs // 8, outputs)
        yield f"{name}.scales", "F16", (inputs // GROUP, outputs)
        yield f"{name}.qzeros", "I32", (inputs // GROUP, outputs // 8)
        yield f"{name}.g_idx", "I32", (inputs,)
        yield f"{name}.bias", "F16", (outputs,)
        return
    yield f"{name}.weight", kind, (outputs, inputs)
    if bias:
        yield f"{name}.bias", kind, (outputs,)


def tensors(s, int4, kind):
    h, w, half = s["hidden"], s["width"], s["inner"] // 2
    yield "transformer.wte.weight", kind, (VOCABULARY, h)
    for i in range(s["layers"]):
        at = f"transformer.h.{i}"
        yield from linear(f"{at}.attn.c_attn", 3 * h, h, int4, kind, True)
        yield from linear(f"{at}.attn.c_proj", h, h, int4, kind)
        yield from linear(f"{at}.mlp.w1", half, h, int4, kind)
        yield from linear(f"{at}.mlp.w2", half, h, int4, kind)
        yield from linear(f"{at}.mlp.c_proj", h, half, int4, kind)
        yield f"{at}.ln_1.weight", kind, (h,)
        yield f"{at}.ln_2.weight", kind, (h,)
    yield "transformer.ln_f.weight", kind, (h,)
    visual = "transformer.visual"
    yield f"{visual}.positional_embedding", kind, (256, w)
    yield f"{visual}.proj", kind, (h, h)
    yield f"{visual}.conv1.weight", kind, (w, 3, 14, 14)
    for norm in ("ln_pre",):
        yield f"{visual}.{norm}.weight", kind, (w,)
        yield f"{visual}.{norm}.bias", kind, (w,)
    inner = int(w * s["ratio"])
    for i in range(s["vision"]):
        at = f"{visual}.transformer.resblocks.{i}"
        for norm in ("ln_1", "ln_2"):
            yield f"{at}.{norm}.weight", kind, (w,)
            yield f"{at}.{norm}.bias", kind, (w,)
        yield from linear(f"{at}.attn.in_proj", 3 * w, w, False, kind, True)
        yield from linear(f"{at}.attn.out_proj", w, w, False, kind, True)
        yield from linear(f"{at}.mlp.c_fc", inner, w, False, kind, True)
        yield from linear(f"{at}.mlp.c_proj", w, inner, False, kind, True)
    pool = f"{visual}.attn_pool"
    yield f"{pool}.pos_embed", kind, (QUERIES, h)
    yield f"{pool}.query", kind, (QUERIES, h)
    yield f"{pool}.kv_proj.weight", kind, (h, w)
    yield f"{pool}.attn.in_proj_weight", kind, (3 * h, h)
    yield f"{pool}.attn.in_proj_bias", kind, (3 * h,)
    yield from linear(f"{pool}.attn.out_proj", h, h, False, kind, True)
    for norm in ("ln_q", "ln_kv"):
        yield f"{pool}.{norm}.weight", kind, (h,)
        yield f"{pool}.{norm}.bias", kind, (h,)
    yield f"{visual}.ln_post.weight", kind, (h,)
    yield f"{visual}.ln_post.bias", kind, (h,)
    yield "lm_head.weight", kind, (VOCABULARY, h)


def stored(values, kind):
    if kind == "BF16":
        return (values.astype(numpy.float32).view(numpy.uint32) >> 16).astype(numpy.uint16)
    return values.astype(numpy.float16)


def values(name, kind, shape, random):
    count = int(numpy.prod(shape))
    if name.endswith("g_idx"):
        return (numpy.arange(count) // GROUP).astype(numpy.int32)
    if name.endswith("qzeros"):
        return numpy.full(count, 0x77777777, numpy.int32)
    if name.endswith("qweight"):
        return random.integers(-(2**31), 2**31, count, numpy.int32)
    if name.endswith("scales"):
        return numpy.full(count, 0.0025, numpy.float16)
    if name.endswith("bias"):
        return stored(numpy.zeros(count), kind)
    if ".ln_" in name:
        return stored(numpy.ones(count), kind)
    block = stored(random.standard_normal(min(count, 1 << 20)) * 0.02, kind)
    return numpy.resize(block, count)


def main():
    shape, kind, tiny, out = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
    s, int4 = SHAPES[shape], kind == "int4"
    floats = "F16" if int4 else "BF16"
    out.mkdir(parents=True)
    for name in ("qwen.tiktoken", "generation_config.json", "tokenizer_config.json"):
        shutil.copy(tiny / name, out)
    config = json.loads((tiny / "config.json").read_text())
    config.update(hidden_size=s["hidden"], num_hidden_layers=s["layers"], num_attention_heads=s["heads"], kv_channels=128)
    config.update(intermediate_size=s["inner"], vocab_size=VOCABULARY, torch_dtype="float16" if int4 else "bfloat16")
    config["visual"].update(width=s["width"], layers=s["vision"], heads=s["vision_heads"], mlp_ratio=s["ratio"], output_dim=s["hidden"])
    if not int4:
        del config["quantization_config"]
    (out / "config.json").write_text(json.dumps(config, indent=1))
    header, at, every = {}, 0, list(tensors(s, int4, floats))
    for name, dtype, dims in every:
        size = int(numpy.prod(dims)) * BYTES[dtype]
        header[name] = {"dtype": dtype, "shape": list(dims), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    random = numpy.random.default_rng(1)
    with open(out / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        if "--empty" in sys.argv:
            file.truncate(8 + len(text) + at)
        else:
            for name, dtype, dims in every:
                file.write(values(name, dtype, dims, random).tobytes())
    print(f"{out}: {at / 1e9:.2f} GB")


main()
