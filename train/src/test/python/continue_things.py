"""How pico was taught the published prompts and the scenes of shapes and signs: a continuation on a CPU, ended by the clock.

Every update takes a batch of talks about things (of ThingTalkStream) and one about scenes (of SceneTalkStream). It goes on where it
was stopped. The weights, averaged over some 50 updates, are written in the published layout.
  continue_things.py TRAIN_THINGS DATA ROWS OUT FROM UNTIL [--lr RATE] [--every SECONDS]
TRAIN_THINGS is the path of train_things.py, FROM a folder of safetensors, UNTIL a time, 11:20.
"""
import argparse, concurrent.futures, datetime, glob, importlib.util, json, os, struct, time
import torch
import torch.nn.functional as F

ap = argparse.ArgumentParser()
for name in ("program", "data", "rows", "out", "weights", "until"):
    ap.add_argument(name)
ap.add_argument("--lr", type=float, default=2e-4), ap.add_argument("--every", type=float, default=180)
ap.add_argument("--hold", type=float, default=0.5), ap.add_argument("--warmup", type=int, default=20)
ap.add_argument("--average", type=float, default=0.98)
a = ap.parse_args()
spec = importlib.util.spec_from_file_location("train_things", a.program)
tt = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tt)


def tensors_of(folder):
    P = {}
    for path in sorted(glob.glob(folder + "/*.safetensors")):
        data = open(path, "rb").read()
        size = struct.unpack("<Q", data[:8])[0]
        for name, entry in json.loads(data[8:8 + size]).items():
            if name != "__metadata__":
                at, end = entry["data_offsets"]
                P[name] = torch.frombuffer(bytearray(data[8 + size + at:8 + size + end]), dtype=torch.bfloat16).view(entry["shape"]).float()
    return P


os.makedirs(a.out, exist_ok=True)
c, table = tt.Config(a.data + "/config.json"), tt.Table(a.data)
eot = c.start - 6 - 205 - 3
feeds = [tt.Feed(a.rows + pattern, c, eot, table, False, False, 1, 0.2) for pattern in ("/t-*.drawn", "/s-*.drawn")]
painter = tt.Painter(tt.Sprites(a.data, "cpu", torch.float16), c, "cpu", torch.float32)
P = {n: p.requires_grad_() for n, p in tensors_of(a.weights).items()}
model = tt.Model(c, P)
decayed = [p for n, p in P.items() if p.dim() > 1 and "embed" not in n and "wte" not in n]
plain = [p for n, p in P.items() if not (p.dim() > 1 and "embed" not in n and "wte" not in n)]
opt = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0}], lr=a.lr, betas=(0.9, 0.98))
mean = {n: p.detach().clone() for n, p in P.items()}
step, rows, began, state = 0, 0, time.time(), a.out + "/state.pt"
if os.path.exists(state):
    old = torch.load(state)
    step, rows, began, mean = old["step"], old["rows"], old["began"], old["mean"]
    opt.load_state_dict(old["optimizer"])
    with torch.no_grad():
        for n, p in P.items():
            p.copy_(old["weights"][n])
hour, minute = (int(v) for v in a.until.split(":"))
end = datetime.datetime.now().replace(hour=hour, minute=minute, second=0).timestamp()
[feed.start() for feed in feeds]
weights, threads = list(P.values()), concurrent.futures.ThreadPoolExecutor(2)
log = open(a.out + "/log.jsonl", "a")


def loss_of(batch):
    (ids, labels, places, asked, *picture), counts = tt.onto(batch, "cpu")
    with torch.no_grad():
        if counts is None:
            pixels = painter.capture(picture[0].float() / 255)
        else:
            pixels, _ = painter.draw(*picture, counts)
    with torch.autocast("cpu", torch.bfloat16):
        h = model.hidden(ids, model.see(pixels) if len(pixels) else None, places)
        logits = F.linear(h[:, :-1].flatten(0, 1)[asked], P["lm_head.weight"]).float()
    counted = labels[:, 1:].flatten()[asked]
    loss = F.cross_entropy(logits, ids[:, 1:].flatten()[asked], reduction="none")
    return (loss * counted).sum() / counted.sum(), len(ids)


def gradients(feed):
    loss, count = loss_of(feed.q.get(timeout=600))
    return round(float(loss.detach()), 4), torch.autograd.grad(loss, weights, allow_unused=True), count


def checkpoint():
    tt.save(mean, a.out, 1)
    torch.save({"step": step, "rows": rows, "began": began, "mean": mean, "optimizer": opt.state_dict(),
                "weights": {n: p.detach() for n, p in P.items()}}, state + ".part")
    os.replace(state + ".part", state)


saved = time.time()
while time.time() < end:
    now = time.time()
    done = (now - began) / (end - began)
    rate = a.lr * min(1, (step + 1) / a.warmup) * (1 if done < a.hold else 0.02 + 0.98 * (1 - done) / (1 - a.hold))
    for group in opt.param_groups:
        group["lr"] = rate
    cpu = time.process_time()
    found = list(threads.map(gradients, feeds))
    losses = [loss for loss, _, _ in found]
    rows += sum(count for _, _, count in found)
    for p, mine, other in zip(weights, found[0][1], found[1][1]):
        p.grad = None if mine is None and other is None else mine / 2 if other is None else other / 2 if mine is None else (mine + other) / 2
    norm = torch.nn.utils.clip_grad_norm_(weights, 1.0)
    opt.step()
    opt.zero_grad()
    with torch.no_grad():
        torch._foreach_lerp_(list(mean.values()), list(P.values()), 1 - min(a.average, (1 + step) / (10 + step)))
    step += 1
    log.write(json.dumps({"step": step, "seconds": round(time.time() - began, 1), "took": round(time.time() - now, 2),
                          "cpu": round(time.process_time() - cpu, 2), "rows": rows, "rate": rate, "norm": round(float(norm), 3),
                          "things": losses[0], "scenes": losses[1]}) + "\n")
    log.flush()
    if time.time() - saved > a.every:
        saved = time.time()
        checkpoint()
checkpoint()
print("done", step, "updates", rows, "rows")
os._exit(0)
