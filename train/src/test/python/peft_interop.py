"""Adapters of qwenvl4j and of peft: each reads what the other wrote, with the same delta W.

Usage: QWENVL=./qwenvl python peft_interop.py BASE ADAPTER WORK
  BASE     a Qwen-VL checkpoint in float32, in safetensors, such as shared/fixtures/tiny-vl
  ADAPTER  an adapter that qwenvl4j has written, or the folder of its run
  WORK     an empty folder

Needs torch, safetensors and peft (0.5.0 with transformers 4.32, or a current one). The network is a tree of linear layers with
the names of the checkpoint; nothing is computed with it. qwenvl4j's delta W is what `qwenvl merge` adds to the weights.
"""

import os
import pathlib
import shlex
import subprocess
import sys

import peft
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file

QWENVL = shlex.split(os.environ.get("QWENVL", "./qwenvl"))


def checkpoint(folder):
    tensors = {}
    for file in sorted(pathlib.Path(folder).glob("*.safetensors")):
        tensors.update(load_file(file))
    return tensors


class Node(torch.nn.Module):
    config = {"model_type": "custom"}

    def prepare_inputs_for_generation(self, *args, **kwargs):
        return {}


def tree(tensors):
    root = Node()
    for name, tensor in tensors.items():
        if not name.endswith(".weight") or tensor.dim() != 2:
            continue
        at, parts = root, name.split(".")[:-1]
        for part in parts[:-1]:
            if part not in at._modules:
                at.add_module(part, Node())
            at = at._modules[part]
        rows, columns = tensor.shape
        leaf = torch.nn.Embedding(rows, columns) if parts[-1] == "wte" else torch.nn.Linear(columns, rows, bias=False)
        at.add_module(parts[-1], leaf)
    return root


def deltas_of_peft(model):
    return {
        name.replace("base_model.model.", "") + ".weight": module.get_delta_weight("default").detach()
        for name, module in model.named_modules()
        if hasattr(module, "get_delta_weight")
    }


def difference(base, model, adapter, merged):
    """The largest difference between peft's delta W and what qwenvl merge added, over all changed layers."""
    command = QWENVL + ["merge", "--adapter", str(adapter), "--model", str(base), "--out", str(merged), "--dtype", "float32"]
    subprocess.run(command, check=True)
    before, after = checkpoint(base), checkpoint(merged)
    theirs = deltas_of_peft(model)
    whole = {name for name, p in model.named_parameters() if "modules_to_save" in name}
    changed = {name for name in before if not torch.equal(before[name].float(), after[name].float())}
    assert len(changed) == len(theirs) + len(whole), (sorted(changed), sorted(theirs), sorted(whole))
    return max((theirs[name] - (after[name].float() - before[name].float())).abs().max().item() for name in theirs), len(theirs)


def main():
    base, given, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    adapter = given if (given / "adapter_config.json").exists() else max(given.glob("step-*"))
    tensors = checkpoint(base)
    ours = PeftModel.from_pretrained(tree(tensors), str(adapter))
    off, layers = difference(base, ours, adapter, work / "merged-ours")
    print(f"peft {peft.__version__} reads qwenvl4j's adapter: {layers} layers, largest difference of delta W {off:.1e}")
    config = LoraConfig(r=8, lora_alpha=12, target_modules=["w2", "c_attn", "attn.c_proj", "w1"], modules_to_save=["lm_head"])
    torch.manual_seed(1)
    theirs = get_peft_model(tree(tensors), config)
    for name, parameter in theirs.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    theirs.save_pretrained(str(work / "theirs"))
    back, layers = difference(base, theirs, work / "theirs", work / "merged-theirs")
    print(f"qwenvl4j reads the adapter of peft {peft.__version__}: {layers} layers, largest difference of delta W {back:.1e}")
    assert max(off, back) < 1e-6


main()
