"""How the weights of pico 3 were made: one training run on one GPU, stopped by the clock.

RowStream (Java) writes batches of talks into a folder; this script draws their pictures on the GPU from the sprites, trains a
Qwen-VL of the configuration config.json on them, and writes its weights, in the published layout, in two parts. Every minute it
answers the held-out questions of the files in EXAM (ExamRows writes them).
  train_things.py DATA ROWS OUT SECONDS [--java COMMAND] [--exam EXAM] [--weights FILE] [--device cpu] [--compile] [--log-every N]
"""
import argparse, base64, glob, json, math, multiprocessing, os, queue, re, struct, subprocess, sys, threading, time, zlib
import numpy as np
import torch
import torch._dynamo
import torch.nn.functional as F

LAYERS, SPRITE, COLOURS, PAD = 18, 96, 13, 64


class Config:
    def __init__(self, path):
        c = json.load(open(path))
        self.hidden, self.layers, self.heads = c["hidden_size"], c["num_hidden_layers"], c["num_attention_heads"]
        self.inner, self.vocab = c["intermediate_size"] // 2, c["vocab_size"]
        v = c["visual"]
        self.width, self.vlayers, self.vheads, self.patch = v["width"], v["layers"], v["heads"], v["patch_size"]
        self.base = c["rotary_emb_base"]
        self.size, self.queries, self.start = v["image_size"], v["n_queries"], v["image_start_id"]
        self.grid = self.size // self.patch
        self.mlp = int(self.width * v["mlp_ratio"])


def sincos(positions, channels):
    side = round(math.sqrt(positions))
    freq = channels // 4
    w = 10000.0 ** (-torch.arange(freq, dtype=torch.float64) / freq)
    def part(x):
        a = x[:, None].double() * w[None]
        return torch.cat([a.sin(), a.cos()], 1)
    p = torch.arange(positions)
    return torch.cat([part(p % side), part(p // side)], 1).float()


def initial(c, gen):
    """The initial values of our InitialWeights; without kv_proj, ln_kv silences the channels that carry positions."""
    P = {}
    def normal(*shape, std): return torch.randn(*shape, generator=gen) * std
    D, W = c.hidden, c.width
    P["transformer.wte.weight"] = normal(c.vocab, D, std=0.1)
    res = 1 / math.sqrt(2 * c.layers)
    for i in range(c.layers):
        b = f"transformer.h.{i}."
        P[b + "ln_1.weight"] = torch.ones(D)
        P[b + "ln_2.weight"] = torch.ones(D)
        P[b + "attn.c_attn.weight"] = normal(3 * D, D, std=D ** -0.5)
        P[b + "attn.c_attn.bias"] = torch.zeros(3 * D)
        P[b + "attn.c_proj.weight"] = normal(D, D, std=D ** -0.5 * res)
        P[b + "mlp.w1.weight"] = normal(c.inner, D, std=D ** -0.5)
        P[b + "mlp.w2.weight"] = normal(c.inner, D, std=D ** -0.5)
        P[b + "mlp.c_proj.weight"] = normal(D, c.inner, std=c.inner ** -0.5 * res)
    P["transformer.ln_f.weight"] = torch.ones(D)
    P["lm_head.weight"] = normal(c.vocab, D, std=D ** -0.5)
    v = "transformer.visual."
    P[v + "conv1.weight"] = normal(W, 3, c.patch, c.patch, std=(3 * c.patch ** 2) ** -0.5)
    P[v + "positional_embedding"] = sincos(256, W) * 0.5
    def norm(name, n):
        P[name + ".weight"], P[name + ".bias"] = torch.ones(n), torch.zeros(n)
    norm(v + "ln_pre", W)
    vres = 1 / math.sqrt(2 * c.vlayers)
    for i in range(c.vlayers):
        b = f"{v}transformer.resblocks.{i}."
        norm(b + "ln_1", W)
        norm(b + "ln_2", W)
        for name, o, n, r in (("attn.in_proj", 3 * W, W, 1), ("attn.out_proj", W, W, vres),
                              ("mlp.c_fc", c.mlp, W, 1), ("mlp.c_proj", W, c.mlp, vres)):
            P[b + name + ".weight"], P[b + name + ".bias"] = normal(o, n, std=n ** -0.5 * r), torch.zeros(o)
    norm(v + "ln_post", D)
    P[v + "proj"] = torch.eye(D)
    r = v + "attn_pool."
    place = (torch.arange(D) % (D // 4)) < (D // 4) // 3
    P[r + "query"] = normal(c.queries, D, std=1)
    P[r + "pos_embed"] = sincos(c.queries, D)
    P[r + "attn.in_proj_weight"] = torch.cat([torch.diag(place * 6.0), torch.diag(place * 6.0), torch.diag((~place) * 1.0)])
    P[r + "attn.in_proj_bias"] = torch.zeros(3 * D)
    P[r + "attn.out_proj.weight"], P[r + "attn.out_proj.bias"] = torch.eye(D), torch.zeros(D)
    P[r + "ln_q.weight"], P[r + "ln_q.bias"] = torch.full((D,), 0.05), torch.zeros(D)
    P[r + "ln_kv.weight"], P[r + "ln_kv.bias"] = torch.ones(D) * (~place), torch.zeros(D)
    return P


def attend(q, k, v, causal=False):
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)  # on the CPU quicker than the fused one
    if causal:
        scores = scores + torch.full(scores.shape[-2:], -math.inf, dtype=scores.dtype).triu(1)
    return scores.softmax(-1).to(v.dtype) @ v


def vision_block(x, w, heads):
    b, n, d = x.shape
    q, k, v = F.linear(F.layer_norm(x, (d,), w[0], w[1], 1e-6), w[2], w[3]).view(b, n, heads, -1).transpose(1, 2).chunk(3, -1)
    a = attend(q, k, v).transpose(1, 2).reshape(b, n, d)
    x = x + F.linear(a, w[4], w[5])
    return x + F.linear(F.gelu(F.linear(F.layer_norm(x, (d,), w[6], w[7], 1e-6), w[8], w[9])), w[10], w[11])


def rms(x, w):
    x = x.float()
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6) * w


def language_block(x, w, heads, cos, sin):
    b, n, d = x.shape
    q, k, v = F.linear(rms(x, w[0]), w[1], w[2]).view(b, n, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
    def turn(t):
        h = t.shape[-1] // 2
        return (t.float() * cos + torch.cat([-t[..., h:], t[..., :h]], -1).float() * sin).to(v.dtype)
    a = attend(turn(q), turn(k), v, True).transpose(1, 2).reshape(b, n, d)
    x = x + F.linear(a, w[3])
    h = rms(x, w[4])
    return x + F.linear(F.linear(h, w[5]) * F.silu(F.linear(h, w[6])), w[7])


class Model:
    def __init__(self, c, P):
        self.c, self.P = c, P
        self.vblock, self.lblock = vision_block, language_block
        v = "transformer.visual.transformer.resblocks."
        parts = ("ln_1.weight", "ln_1.bias", "attn.in_proj.weight", "attn.in_proj.bias", "attn.out_proj.weight",
                 "attn.out_proj.bias", "ln_2.weight", "ln_2.bias", "mlp.c_fc.weight", "mlp.c_fc.bias",
                 "mlp.c_proj.weight", "mlp.c_proj.bias")
        self.vw = [[P[f"{v}{i}.{n}"] for n in parts] for i in range(c.vlayers)]
        parts = ("ln_1.weight", "attn.c_attn.weight", "attn.c_attn.bias", "attn.c_proj.weight", "ln_2.weight",
                 "mlp.w1.weight", "mlp.w2.weight", "mlp.c_proj.weight")
        self.lw = [[P[f"transformer.h.{i}.{n}"] for n in parts] for i in range(c.layers)]

    def see(self, pixels):
        c, P, v = self.c, self.P, "transformer.visual."
        b, g = pixels.shape[0], c.grid
        x = pixels.view(b, 3, g, c.patch, g, c.patch).permute(0, 2, 4, 1, 3, 5).reshape(b, g * g, -1)
        x = F.linear(x, P[v + "conv1.weight"].reshape(c.width, -1))
        pos = P[v + "positional_embedding"]
        if g != 16:
            pos = F.interpolate(pos.view(1, 16, 16, -1).permute(0, 3, 1, 2).float(), (g, g), mode="bicubic",
                                align_corners=False).permute(0, 2, 3, 1).reshape(g * g, -1)
        x = F.layer_norm(x + pos, (c.width,), P[v + "ln_pre.weight"], P[v + "ln_pre.bias"], 1e-6)
        for w in self.vw:
            torch._dynamo.maybe_mark_dynamic(x, 0)
            x = self.vblock(x, w, c.vheads)
        r, D = v + "attn_pool.", c.hidden
        heads = max(1, D // 128)
        kv = F.layer_norm(x, (D,), P[r + "ln_kv.weight"], P[r + "ln_kv.bias"], 1e-6)
        q = F.layer_norm(P[r + "query"], (D,), P[r + "ln_q.weight"], P[r + "ln_q.bias"], 1e-6) + P[r + "pos_embed"]
        wq, wk, wv = P[r + "attn.in_proj_weight"].chunk(3)
        bq, bk, bv = P[r + "attn.in_proj_bias"].chunk(3)
        def split(t): return t.view(t.shape[0], -1, heads, D // heads).transpose(1, 2)
        q = split(F.linear(q[None], wq, bq)).expand(b, -1, -1, -1)
        k, vv = split(F.linear(kv + P[r + "pos_embed"], wk, bk)), split(F.linear(kv, wv, bv))
        o = attend(q, k, vv).transpose(1, 2).reshape(b, -1, D)
        o = F.linear(o, P[r + "attn.out_proj.weight"], P[r + "attn.out_proj.bias"])
        o = F.layer_norm(o, (D,), P[v + "ln_post.weight"], P[v + "ln_post.bias"], 1e-6)
        return o @ P[v + "proj"]

    def hidden(self, ids, features, places):
        """ids [B, L]; features [N, Q, D] go to the flat rows places [N, Q]."""
        c, P = self.c, self.P
        B, L = ids.shape
        x = F.embedding(ids, P["transformer.wte.weight"]).float()
        if features is not None:
            x = x.view(B * L, -1).index_copy(0, places.view(-1), features.reshape(-1, c.hidden).float()).view(B, L, -1)
        d = c.hidden // c.heads
        freq = 1.0 / float(c.base) ** (torch.arange(0, d, 2, device=ids.device, dtype=torch.float32) / d)
        a = torch.arange(L, device=ids.device, dtype=torch.float32)[:, None] * freq[None]
        cos, sin = torch.cat([a, a], 1).cos(), torch.cat([a, a], 1).sin()
        torch._dynamo.maybe_mark_dynamic(cos, 0), torch._dynamo.maybe_mark_dynamic(sin, 0)
        for w in self.lw:
            torch._dynamo.maybe_mark_dynamic(x, 0), torch._dynamo.maybe_mark_dynamic(x, 1)
            x = self.lblock(x, w, c.heads, cos, sin)
        return rms(x, P["transformer.ln_f.weight"])


class Table:
    """What each sprite is."""

    def __init__(self, folder):
        d = open(folder + "/sprites.bin", "rb").read()
        n = struct.unpack(">i", d[:4])[0]
        rec = np.frombuffer(d[4:], ">i4").reshape(n, 57)
        self.kind, self.subject = kind, subject = rec[:, 0].astype(np.int64), rec[:, 1].astype(np.int64)
        things = int(subject[kind == 0].max()) + 1
        self.count, self.classes = n, 1 + things + 6 + 1  # none, things, shapes, plate
        self.cls = np.where(kind == 0, 1 + subject, np.where(kind == 1, 1 + things + subject, np.where(kind == 2, self.classes - 1, 0)))
        points = {p: i + 1 for i, p in enumerate(sorted(set(subject[kind == 3].tolist())))}
        self.characters = len(points) + 1
        self.char = np.array([points.get(s, 0) if k == 3 else 0 for s, k in zip(subject, kind)])


class Sprites:
    def __init__(self, folder, device, dtype):
        table = Table(folder)
        n, kind = table.count, table.kind
        raw = zlib.decompress(open(folder + "/sprites.z", "rb").read())
        px = np.full((n, 4, SPRITE, SPRITE), 255, np.uint8)
        at = 0
        for i in range(n):
            p = 4 if kind[i] == 0 else 1
            px[i, 4 - p:] = np.frombuffer(raw, np.uint8, p * SPRITE ** 2, at).reshape(p, SPRITE, SPRITE)
            at += p * SPRITE ** 2
        a = torch.from_numpy(px)
        levels = []
        for s in range(0, n, 256):
            t = a[s:s + 256].to(device).float() / 255
            t[:, :3] *= t[:, 3:]  # premultiplied
            half = F.avg_pool2d(t, 2)
            quarter = F.avg_pool2d(half, 2)
            up = lambda z: F.interpolate(z, (SPRITE, SPRITE), mode="bilinear", align_corners=False)
            levels.append(torch.stack([t, up(half), up(quarter)]).to(dtype))
        self.levels = torch.cat(levels, 1).flatten(0, 1)
        self.count, self.classes, self.characters = n, table.classes, table.characters
        self.cls, self.char = torch.from_numpy(table.cls).to(device), torch.from_numpy(table.char).to(device)
        self.icon = torch.from_numpy(kind == 0).to(device)


def rgb(packed):
    return torch.stack([(packed >> s) & 255 for s in (16, 8, 0)], -1).float() / 255


class Painter:
    """Draws pictures, and what is under each patch."""

    def __init__(self, sprites, c, device, dtype, supersample=1):
        self.s, self.c, self.device, self.dtype, self.side = sprites, c, device, dtype, c.size * supersample
        self.over = supersample
        self.mean = torch.tensor([0.48145466, 0.4578275, 0.40821073], device=device).view(1, 3, 1, 1)
        self.std = torch.tensor([0.26862954, 0.26130258, 0.27577711], device=device).view(1, 3, 1, 1)

    def background(self, back):
        n, dev, S = back.shape[0], self.device, 112
        kind, a, b = back[:, 0], rgb(back[:, 1]), rgb(back[:, 2])
        y, x = torch.meshgrid(torch.linspace(0, 1, S, device=dev), torch.linspace(0, 1, S, device=dev), indexing="ij")
        angle = torch.rand(n, 1, 1, device=dev) * 6.283
        ramp = x * angle.cos() + y * angle.sin()
        flat = (ramp - ramp.amin((1, 2), keepdim=True)) / (ramp.amax((1, 2), keepdim=True) - ramp.amin((1, 2), keepdim=True))
        soft = F.interpolate(torch.rand(n, 1, 6, 6, device=dev), (S, S), mode="bicubic", align_corners=False)[:, 0].clamp(0, 1)
        period = 4 + 14 * torch.rand(n, 1, 1, device=dev)
        stripes = ((ramp * period) % 1 > 0.5).float()
        tiles = (((x * period).floor() + (y * period).floor()) % 2).expand(n, S, S)
        land = (y + 0.1 * torch.sin(x * period) > 0.4 + 0.3 * torch.rand(n, 1, 1, device=dev)).float()
        m = torch.stack([flat * 0, flat, soft, (soft > 0.5).float(), stripes, land, tiles], 1)
        m = m.gather(1, kind.clamp(0, 6).view(n, 1, 1, 1).expand(n, 1, S, S))
        m = F.interpolate(m, (self.side, self.side), mode="bilinear", align_corners=False)
        return (a.view(n, 3, 1, 1) * (1 - m) + b.view(n, 3, 1, 1) * m).to(self.dtype)

    def draw(self, back, sprite, place, tint, box, colour, letters, order, counts):
        """order has, layer by layer, the numbers of the pictures that have it, counts how many these are."""
        n, dev, g = back.shape[0], self.device, self.c.grid
        canvas = self.background(back)
        top = torch.full((n, g, g), -1, dtype=torch.long, device=dev)
        a, b, cx, d, e, cy = place.unbind(-1)
        det = a * e - b * d
        det = torch.where(det.abs() < 1e-8, torch.full_like(det, 1e-8), det)
        inv = torch.stack([e / det, -b / det, -d / det, a / det], -1).view(n, LAYERS, 2, 2)
        shift = torch.einsum("nlij,nlj->nli", inv, 1 - 2 * torch.stack([cx, cy], -1))
        theta = torch.cat([inv, shift[..., None]], -1)
        scale = det.abs().sqrt() * self.side / SPRITE
        level = (scale < 0.7).long() + (scale < 0.35).long()
        at = level * self.s.count + sprite.clamp(min=0)
        tints = rgb(tint.clamp(min=0))
        icons, solid = self.s.icon[sprite.clamp(min=0)], self.s.char[sprite.clamp(min=0)] == 0
        gain = 1 + (torch.rand(n, LAYERS, 3, device=dev) - 0.5) * 0.5 * (torch.rand(n, LAYERS, 1, device=dev) < 0.5)
        gray = torch.rand(n, LAYERS, 1, device=dev) * 0.7 * (torch.rand(n, LAYERS, 1, device=dev) < 0.25)
        offset = 0
        for k, m in enumerate(counts):
            if m == 0:
                continue
            i = order[offset:offset + m]
            offset += m
            images = self.s.levels.index_select(0, at[i, k]).to(self.dtype)
            color, alpha = images[:, :3], images[:, 3:]
            pale = gray[i, k].view(m, 1, 1, 1)
            jittered = (color * (1 - pale) + color.mean(1, keepdim=True) * pale) * gain[i, k].view(m, 3, 1, 1)
            color = torch.where(icons[i, k].view(m, 1, 1, 1), torch.minimum(jittered, alpha.float()),
                                tints[i, k].view(m, 3, 1, 1) * alpha).to(self.dtype)
            grid = F.affine_grid(theta[i, k], (m, 4, self.side, self.side), align_corners=False).to(self.dtype)
            out = F.grid_sample(torch.cat([color, alpha], 1), grid, align_corners=False)
            canvas = canvas.index_copy(0, i, torch.addcmul(out[:, :3], canvas.index_select(0, i), 1 - out[:, 3:]))
            cover = F.avg_pool2d(out[:, 3:].float(), self.side // g)[:, 0]
            seen = (cover > 0.2) & solid[i, k].view(m, 1, 1)
            top = top.index_copy(0, i, torch.where(seen, k, top.index_select(0, i)))
        x = canvas.float()
        x = F.avg_pool2d(x, self.over) if self.over > 1 else x
        return self.capture(x), self.targets(top, sprite, box, colour) + (letters,)

    def targets(self, top, sprite, box, colour):
        flat = top.flatten(1)
        at = flat.clamp(min=0)
        none = flat < 0
        cls = self.s.cls[sprite.clamp(min=0)].gather(1, at).masked_fill(none, 0)
        col = colour.gather(1, at).masked_fill(none, 0)
        return cls, col, box.gather(1, at[..., None].expand(-1, -1, 4))

    def capture(self, x):
        """What cameras, encoders and other programs change."""
        n, dev = x.shape[0], self.device
        def some(p): return (torch.rand(n, 1, 1, 1, device=dev) < p).float()
        small = F.interpolate(F.interpolate(x, scale_factor=0.6, mode="bilinear", antialias=False), x.shape[2:], mode="bicubic")
        w = some(0.15)
        x = x * (1 - w) + small * w
        w = some(0.2) * torch.rand(n, 1, 1, 1, device=dev)
        x = x * (1 - w) + F.avg_pool2d(x, 3, 1, 1) * w
        w = some(0.5)
        x = (x - 0.5) * (1 + w * (torch.rand(n, 1, 1, 1, device=dev) - 0.5) * 0.3) + 0.5 + w * (torch.rand(n, 1, 1, 1, device=dev) - 0.5) * 0.12
        x = x + torch.randn_like(x) * 0.03 * some(0.4) * torch.rand(n, 1, 1, 1, device=dev)
        return (x.clamp(0, 1) - self.mean) / self.std


def letters_of(sprite, place, table, g):
    """The first two characters under each patch."""
    n = len(sprite)
    char = table.char[np.maximum(sprite, 0)] * (sprite >= 0)
    cell = (place[..., 5] * g).astype(int).clip(0, g - 1) * g + (place[..., 2] * g).astype(int).clip(0, g - 1)
    letters = np.zeros((n, 2, g * g), np.int16)
    for k in range(LAYERS):
        i = np.flatnonzero(char[:, k])
        taken = (letters[i, 0, cell[i, k]] > 0).astype(int)
        letters[i, taken, cell[i, k]] = char[i, k]
    return letters


def layers(body, pics, table, grid):
    """Pictures that are still to be drawn, and the numbers of those that have each layer."""
    values = np.ascontiguousarray(body[:, 3:]).reshape(pics, LAYERS, 13)
    floats, ints = values.view(">f4").astype(np.float32), values.astype(np.int64)
    sprite, place = ints[..., 0], floats[..., 1:7]
    order = [np.flatnonzero(sprite[:, k] >= 0) for k in range(LAYERS)]
    return [body[:, :3].astype(np.int32), sprite.astype(np.int32), place.copy(), ints[..., 7].astype(np.int32),
            floats[..., 8:12].copy(), ints[..., 12].astype(np.int32), letters_of(sprite, place, table, grid),
            np.concatenate(order).astype(np.int32)], [len(o) for o in order]


def read(path, c, eot, table):
    d = np.fromfile(path, ">i4")
    rows, pics, total = (int(v) for v in d[:3])
    meta = d[3:3 + 2 * rows].reshape(rows, 2).astype(np.int64)
    at = 3 + 2 * rows
    drawn, width = path.endswith(".drawn"), 3 * c.size ** 2 // 4
    if drawn:
        pixels = d[at:at + pics * width].view(np.uint8).reshape(pics, c.size, c.size, 3)
        picture, counts, ids = [np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))], None, d[at + pics * width:].astype(np.int64)
    else:
        body = d[at:at + pics * (3 + 13 * LAYERS)].reshape(pics, -1)
        picture, counts = layers(body, pics, table, c.grid)
        ids = d[at + body.size:].astype(np.int64)
    flags, ids = ids >= 65536, ids % 65536
    times = np.where(ids == c.start, 1 + c.queries, 1)
    row_of = np.repeat(np.arange(rows), meta[:, 1])
    lengths = np.bincount(row_of, times, rows).astype(int)
    L = -(-int(lengths.max()) // PAD) * PAD
    where = np.repeat(row_of, times)
    ids, flags = np.repeat(ids, times), np.repeat(flags, times)
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    col = np.arange(len(ids)) - first[where]
    # Every answer counts by the root of its length, so that boxes and captions do not outweigh short answers; the ends of
    # turns are learnt at once.
    end = (ids == eot + 1) | (ids == eot + 2) | (np.concatenate([[0], ids[:-1]]) == eot + 2)
    flags_in = flags & ~end
    border = np.concatenate([[True], (flags_in[1:] != flags_in[:-1]) | (where[1:] != where[:-1])])
    run = np.cumsum(border) - 1
    size = np.bincount(run)[run]
    weight = np.where(flags_in, size ** -0.5, np.where(flags, 0.05, 0)).astype(np.float32)
    text, labels = np.full((rows, L), eot, np.int64), np.zeros((rows, L), np.float32)
    text[where, col], labels[where, col] = ids, weight
    start = np.concatenate([[ids[0] == c.start], (ids[1:] == c.start) & (ids[:-1] != c.start)])
    start = start.nonzero()[0]
    places = (where[start] * L + col[start] + 1)[:, None] + np.arange(c.queries)[None]
    assert len(start) == pics, (len(start), pics)
    asked = np.flatnonzero(labels[:, 1:])  # of the rows without their first ids
    return [text.astype(np.int32), labels, places.astype(np.int32), asked.astype(np.int32), *picture], counts


def tensors(batch, pin):
    t = [torch.from_numpy(x) for x in batch[0]]
    return ([x.pin_memory() for x in t] if pin else t), batch[1]


def onto(batch, device):
    """Indices travel as int32 and become int64 where they are used."""
    t = [x.to(device, non_blocking=True) for x in batch[0]]
    return [x.long() if x.dtype in (torch.int32, torch.int16) else x for x in t], batch[1]


def reader(number, count, pattern, pause, c, eot, table, keep, out):
    """A process that reads its share of the files; with keep again and again."""
    seen, parent = set(), os.getppid()
    while os.getppid() == parent:
        mine = [f for f in glob.glob(pattern) if zlib.crc32(os.path.basename(f).encode()) % count == number and f not in seen]
        if not mine:
            seen.clear() if keep else None
            time.sleep(pause)
            continue
        name = mine[int.from_bytes(os.urandom(4), "little") % len(mine)]
        if keep:
            seen.add(name)
        try:
            out.put(read(name, c, eot, table))
        except Exception as e:
            print("skipped", name, repr(e), flush=True)
        if not keep:
            os.remove(name)


class Feed:
    """Must be made before the GPU is touched."""

    def __init__(self, pattern, c, eot, table, pin, keep, processes=4, pause=0.01):
        context = multiprocessing.get_context("fork")
        self.numbers, self.q, self.pin = context.Queue(3 * processes), queue.Queue(2 * processes), pin
        self.processes = [context.Process(target=reader, args=(i, processes, pattern, pause, c, eot, table, keep, self.numbers), daemon=True)
                          for i in range(processes)]
        for process in self.processes:
            process.start()

    def start(self):
        def work():
            while True:
                self.q.put(tensors(self.numbers.get(), self.pin))
        threading.Thread(target=work, daemon=True).start()


def save(P, out, count=2):
    names = sorted(P)
    half, index = sum(P[n].numel() for n in names) / count, {}
    parts, size = [[]], 0
    for n in names:
        if size + P[n].numel() > half * len(parts) + 1e5 and len(parts) < count:
            parts.append([])
        parts[-1].append(n)
        size += P[n].numel()
    for i, part in enumerate(parts):
        name = f"model-{i + 1:05d}-of-{count:05d}.safetensors"
        header, at, blobs = {}, 0, []
        for n in part:
            blob = P[n].detach().to(torch.bfloat16).contiguous().cpu().view(torch.int16).numpy().tobytes()
            header[n] = {"dtype": "BF16", "shape": list(P[n].shape), "data_offsets": [at, at + len(blob)]}
            at += len(blob)
            blobs.append(blob)
            index[n] = name
        head = json.dumps(header).encode()
        head += b" " * (-len(head) % 8)
        with open(f"{out}/{name}.part", "wb") as f:
            f.write(struct.pack("<Q", len(head)) + head + b"".join(blobs))
        os.replace(f"{out}/{name}.part", f"{out}/{name}")
    with open(out + "/model.safetensors.index.json", "w") as f:
        json.dump({"metadata": {"total_size": sum(2 * p.numel() for p in P.values())}, "weight_map": index}, f)


def load(P, path, fresh):
    """Weights of an earlier run, in 8 bits. With fresh, queries and keys of the language model begin anew."""
    for name, (values, scale) in torch.load(path, weights_only=True).items():
        w = values.float() * scale.float()
        if fresh and name.startswith("transformer.h.") and "c_attn.weight" in name:
            w[:2 * w.shape[1]] = P[name][:2 * w.shape[1]]
        if fresh and name.startswith("transformer.h.") and "c_attn.bias" in name:
            w[:2 * len(w) // 3] = 0
        P[name] = w.view_as(P[name]).clone()


BOX = re.compile(r"\((\d+),(\d+)\),\((\d+),(\d+)\)")


def overlap(a, b):
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = w * h if w > 0 and h > 0 else 0
    return both / max(1, (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


class Exam:
    """Held-out questions. An answer without boxes is right if each of its ids is the likeliest one after the right ids before
    it, which is what greedy answering gives; boxes are right if all overlap by half."""

    def __init__(self, folder, data, c, eot, table, painter, device):
        ranks = [base64.b64decode(line.split()[0]) for line in open(data + "/qwen.tiktoken")]
        special = ["", "", "<|im_end|>"] + [""] * 205 + ["<ref>", "</ref>", "<box>", "</box>"] + [""] * 5
        self.words, self.c, self.eot, self.parts = ranks + [t.encode() for t in special], c, eot, []
        for path in sorted(glob.glob(folder + "/*.rows")):
            name = os.path.basename(path)[:-5]
            if name == "text":
                continue
            (ids, labels, places, asked, *rest), counts = onto(tensors(read(path, c, eot, table), False), device)
            with torch.no_grad():
                pixels, _ = painter.draw(*rest, counts)
            self.parts.append((name, ids, labels[:, 1:] > 0.06, places, pixels.to(torch.bfloat16)))

    def text(self, ids):
        return b"".join(self.words[i] for i in ids).decode("utf8", "replace")

    def right(self, wanted, given):
        a, b = ([[int(v) for v in box] for box in BOX.findall(t)] for t in (wanted, given))
        if a:
            return len(a) == len(b) and all(overlap(x, y) >= 0.5 for x, y in zip(a, b))
        return wanted == given

    def ask(self, model, P, dtype):
        scores, shown = {}, []
        for name, ids, asked, places, pixels in self.parts:
            with torch.no_grad(), torch.autocast(ids.device.type, torch.bfloat16, enabled=dtype == torch.bfloat16):
                h = model.hidden(ids, model.see(pixels.float()), places)
                best = F.linear(h[:, :-1], P["lm_head.weight"]).argmax(-1).cpu().numpy()
            wanted, asked, good = ids[:, 1:].cpu().numpy(), asked.cpu().numpy(), []
            for r in range(len(wanted)):
                at = np.flatnonzero(asked[r])
                start = at[-1]
                while start - 1 in at:
                    start -= 1
                a, b = (self.text(t[r, start:at[-1] + 1]) for t in (wanted, best))
                good.append(self.right(a, b))
            shown.append(f"{name}: {a[:60]!r} / {b[:60]!r}")
            scores[name] = round(100 * sum(good) / len(good))
        return scores, shown


def rate_at(done, step, a):
    return a.lr * min(1, (step + 1) / a.warmup) * (1 if done < a.hold else 0.01 + 0.99 * (1 - done) / (1 - a.hold))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("data"), ap.add_argument("rows"), ap.add_argument("out"), ap.add_argument("seconds", type=float)
    ap.add_argument("--java"), ap.add_argument("--device", default="cuda"), ap.add_argument("--compile", action="store_true")
    ap.add_argument("--keep", action="store_true"), ap.add_argument("--log-every", type=int, default=50)
    ap.add_argument("--lr", type=float, default=1e-3), ap.add_argument("--hold", type=float, default=0.4)
    ap.add_argument("--weights"), ap.add_argument("--fresh", action="store_true"), ap.add_argument("--warmup", type=int, default=300)
    ap.add_argument("--dense", type=float, default=0.3), ap.add_argument("--exam"), ap.add_argument("--reserve", type=float, default=15)
    ap.add_argument("--profile", type=int, default=0), ap.add_argument("--every", type=float, default=60)
    a = ap.parse_args()
    began = time.time()
    os.makedirs(a.rows, exist_ok=True), os.makedirs(a.out, exist_ok=True)
    java = subprocess.Popen(a.java, shell=True) if a.java else None
    c, table = Config(a.data + "/config.json"), Table(a.data)
    dev, cuda = a.device, a.device == "cuda"
    eot = c.start - 6 - 205 - 3
    feed = Feed(a.rows, c, eot, table, cuda, a.keep)
    dtype = torch.bfloat16 if cuda else torch.float32
    half = torch.float16 if cuda else torch.float32
    torch.backends.cuda.matmul.allow_tf32 = True
    gen = torch.Generator().manual_seed(1)
    P = initial(c, gen)
    if a.weights:
        load(P, a.weights, a.fresh)
    P = {n: p.to(dev).requires_grad_() for n, p in P.items()}
    sprites = Sprites(a.data, dev, half)
    painter = Painter(sprites, c, dev, half)
    feed.start()
    exam = Exam(a.exam, a.data, c, eot, table, painter, dev) if a.exam else None
    heads = {}
    for name, o in (("cls", sprites.classes), ("col", COLOURS), ("box", 4), ("char", 2 * sprites.characters)):
        heads[name + ".w"] = (torch.randn(o, c.hidden, generator=gen) * 0.02).to(dev).requires_grad_()
        heads[name + ".b"] = torch.zeros(o, device=dev).requires_grad_()
    model = Model(c, P)
    decay = [p for n, p in P.items() if p.dim() > 1 and "embed" not in n and "wte" not in n]
    plain = [p for n, p in P.items() if not (p.dim() > 1 and "embed" not in n and "wte" not in n)]
    params = list(P.values()) + list(heads.values())
    opt = torch.optim.AdamW([{"params": decay, "weight_decay": 0.05}, {"params": plain + list(heads.values()), "weight_decay": 0}],
                            lr=a.lr, betas=(0.9, 0.98), eps=1e-8, fused=cuda)
    ema = {n: p.detach().clone() for n, p in P.items()}
    judged = Model(c, ema)
    log = open(a.out + "/log.jsonl", "a")
    print("params", sum(p.numel() for p in P.values()), "ready after", round(time.time() - began, 1), flush=True)
    step, rows, tokens, saved, waited, wait = 0, 0, 0, time.time(), 0.0, (lambda: torch.cuda.synchronize()) if cuda else (lambda: None)
    start, budget, mark, eager = time.time(), began + a.seconds - a.reserve - time.time(), None, None

    def report(what):
        scores, shown = exam.ask(judged, ema, dtype)
        line = json.dumps({"step": step, "seconds": round(time.time() - began, 1), "rows": rows, what: scores,
                           "mean": round(sum(scores.values()) / len(scores), 1)})
        log.write(line + "\n"), log.flush()
        print(line, *shown[step // 7 % 3::3], sep="\n  ", flush=True)

    if exam:
        report("exam")
    while True:
        done = (time.time() - start) / budget
        if done >= 1:
            break
        t = time.time()
        batch = feed.q.get(timeout=120)
        waited += time.time() - t
        (ids, labels, places, asked, *picture), counts = onto(batch, dev)
        rate = rate_at(done, step, a)
        for group in opt.param_groups:
            group["lr"] = rate
        if a.compile and cuda and step in (20, 60, 100, 160):  # the faster way is chosen by measurement
            wait()
            now = time.time()
            if step == 60:
                eager, mark = (now - mark) / 40, None
                model.vblock = torch.compile(vision_block)
                model.lblock = torch.compile(language_block)
            elif step == 160 and model.vblock is not vision_block:
                compiled = (now - mark) / 60
                print("seconds per update: eager", round(eager, 4), "compiled", round(compiled, 4), flush=True)
                if compiled > eager:
                    model.vblock, model.lblock = vision_block, language_block
            if step == 100:
                print("compiled after", round(now - began, 1), "s", flush=True)
            mark = now
        if a.profile and step in (a.profile, a.profile + 10):
            wait()
            if step == a.profile:
                profiler = torch.profiler.profile()
                profiler.__enter__()
            else:
                profiler.__exit__(None, None, None)
                print(profiler.key_averages().table(sort_by="self_device_time_total", row_limit=25, max_name_column_width=60)[:9000], flush=True)
        try:
            with torch.no_grad():
                pixels, (cls, col, boxes, letters) = painter.draw(*picture, counts)
            dense = a.dense * (1 - done)
            with torch.autocast("cuda" if cuda else "cpu", torch.bfloat16, enabled=cuda):
                features = model.see(pixels)
                f = features.flatten(0, 1)
                cls = cls.view(-1)
                fired, plate = (cls > 0).float(), (cls == sprites.classes - 1).float()
                terms = [F.cross_entropy(F.linear(f, heads["cls.w"], heads["cls.b"]).float(), cls),
                         F.cross_entropy(F.linear(f, heads["col.w"], heads["col.b"]).float(), col.view(-1)),
                         10 * ((F.linear(f, heads["box.w"], heads["box.b"]).float() - boxes.view(-1, 4)).abs().mean(1) * fired).sum()
                         / fired.sum().clamp(min=1)]
                given = F.linear(f, heads["char.w"], heads["char.b"]).view(-1, sprites.characters)
                each = F.cross_entropy(given.float(), letters.transpose(1, 2).reshape(-1), reduction="none").view(-1, 2).sum(1)
                terms.append(4 * (each * plate).sum() / (2 * plate.sum()).clamp(min=1))
                h = model.hidden(ids, features, places)
                wanted, weights = ids[:, 1:].flatten()[asked], labels[:, 1:].flatten()[asked]
                logits = F.linear(h[:, :-1].flatten(0, 1)[asked], P["lm_head.weight"]).float()
                terms.append((F.cross_entropy(logits, wanted, reduction="none") * weights).sum() / weights.sum())
                loss = dense * sum(terms[:4]) + terms[-1]
            tokens += len(wanted)
            loss.backward()
        except torch.cuda.OutOfMemoryError:
            print("out of memory, batch skipped", ids.shape, pixels.shape, flush=True)
            terms = loss = features = f = logits = given = each = h = None
            opt.zero_grad(set_to_none=True)
            torch.cuda.empty_cache()
            continue
        except Exception as e:
            if model.vblock is vision_block:
                raise
            print("without compilation:", repr(e)[:600], flush=True)
            model.vblock, model.lblock = vision_block, language_block
            opt.zero_grad(set_to_none=True)
            continue
        norm = torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        opt.zero_grad(set_to_none=True)
        with torch.no_grad():
            torch._foreach_lerp_(list(ema.values()), list(P.values()), 1 - min(0.999, (1 + step) / (10 + step)))
        step, rows = step + 1, rows + len(ids)
        if step % a.log_every == 0:
            line = {"step": step, "seconds": round(time.time() - began, 1), "rows": rows, "tokens": tokens, "waited": round(waited, 1),
                    "norm": round(float(norm), 3), "rate": rate, "length": ids.shape[1], "pictures": len(pixels),
                    "loss": dict(zip(("cls", "col", "box", "char", "token"), (round(float(x.detach()), 4) for x in terms)))}
            log.write(json.dumps(line) + "\n"), log.flush()
            if step % (a.log_every * 5) == 0:
                print(json.dumps(line), flush=True)
        if time.time() - saved > a.every:
            saved = time.time()
            save(ema, a.out)
            if exam:
                report("exam")
    if java:
        java.kill()
    for process in feed.processes:
        process.kill()
    save(ema, a.out)
    if exam:
        report("exam")
    print("done", step, "steps", rows, "rows", tokens, "tokens", round(time.time() - began, 1), "s, waited", round(waited, 1),
          "peak", torch.cuda.max_memory_allocated() >> 20 if cuda else 0, "MiB", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
