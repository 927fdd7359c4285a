#!/usr/bin/env bash
# What was run for the weights of this folder, on two cores, in this order. Run from the repository root.
# Runs 1 to 10 gave the first version, runs 11 to 17 the present one from it. A next attempt would leave out what README.md
# says was a mistake.
set -eu
runs=${1:-runs}
recipe=models/pico/recipe

# How often each question is asked.
first='{"caption":0.5,"caption_grounding":2,"referring_grounding":3,"grounded_caption":1,"vqa_color":1.5,"vqa_shape":1.5,"vqa_count":1.5,"vqa_position":1.5,"vqa_yes_no":0.7,"ocr":0.8,"ocr_grounding":0.5,"compare_two":0.2,"text_only":0.2}'
short='{"caption":0.15,"caption_grounding":0.5,"referring_grounding":3,"grounded_caption":1.5,"vqa_color":5,"vqa_shape":2.5,"vqa_count":3,"vqa_position":4,"vqa_yes_no":2,"ocr":1.2,"ocr_grounding":0.25,"compare_two":0.2,"text_only":0.1}'
boxes='{"caption":0.15,"caption_grounding":0.5,"referring_grounding":4,"grounded_caption":1.5,"vqa_color":3,"vqa_shape":2.5,"vqa_count":3,"vqa_position":4,"vqa_yes_no":1.5,"ocr":0.8,"ocr_grounding":0.2,"compare_two":0.2,"text_only":0.1}'
chat='{"caption":0.2,"caption_grounding":0.8,"referring_grounding":4,"grounded_caption":1.5,"vqa_color":3,"vqa_shape":3,"vqa_count":4,"vqa_position":4,"vqa_yes_no":1.5,"ocr":0.6,"ocr_grounding":0.2,"compare_two":0.4,"text_only":0.3,"dialogue":0.5}'

# train STAGE FROM RUN SETTING...
train() {
  local stage=$1 from=$2 run=$3 settings=() setting
  shift 3
  for setting in filling=one-picture rows=16 maxLength=256 "$@"; do settings+=(--set "$setting"); done
  ./qwenvl train "$stage" --from "$from" --run "$run" "${settings[@]}"
}

./qwenvl train init $recipe/pico.json models/pico/qwen.tiktoken "$runs/0" --seed 1
vision=(filling=one-sample rows=64 maxLength=512 compute=bfloat16 visionLayerDecay=1)
train vision-start "$runs/0" "$runs/1" "${vision[@]}" steps=8000 learningRate.peak=1.5e-3 learningRate.warmupSteps=200 data.rampBatches=200 # stopped after 1843
train vision-start "$runs/1" "$runs/2" "${vision[@]}" steps=4500 learningRate.peak=1.2e-3 learningRate.warmupSteps=100 data.rampBatches=0
train language-start "$runs/2" "$runs/3" rows=20 steps=1500 learningRate.peak=1e-3 learningRate.warmupSteps=100 data.rampBatches=0 "data.tasks=$first"
train pretrain "$runs/3" "$runs/4" steps=300 learningRate.peak=5e-4 data.rampBatches=0 "data.tasks=$first"
train multitask "$runs/4" "$runs/5" steps=8000 learningRate.peak=5e-4 visionLayerDecay=0.85 "data.tasks=$first"                                          # stopped after 2495
train multitask "$runs/5" "$runs/6" steps=5800 learningRate.peak=5e-4 visionLayerDecay=0.85 learningRate.warmupSteps=20 seed=14 "data.tasks=$short"        # stopped after 2476
train multitask "$runs/6" "$runs/7" steps=4500 learningRate.peak=5e-4 visionLayerDecay=0.85 learningRate.warmupSteps=20 seed=24 data.rampBatches=1200 "data.tasks=$boxes" # stopped after 1271
# Then "$runs/8": transformer.visual.* of "$runs/3", every other tensor of "$runs/7".
train language-start "$runs/8" "$runs/9" steps=4200 learningRate.peak=8e-4 learningRate.minimum=3e-5 learningRate.warmupSteps=20 seed=31 data.rampBatches=600 "data.tasks=$boxes"
train sft "$runs/9" "$runs/10" steps=1600 learningRate.peak=5e-4 learningRate.minimum=2e-5 learningRate.warmupSteps=10 data.chat=0.55 'train=["language"]' "data.tasks=$chat"
./qwenvl train export "$runs/10" "$runs/version-1" --dtype bfloat16 --chat-format chatml

# The second version: eyes that read, then the language model over them, then both at once.
read='{"caption":0.15,"caption_grounding":0.9,"referring_grounding":4,"grounded_caption":1.2,"vqa_color":2,"vqa_shape":3,"vqa_count":3.5,"vqa_position":3.5,"vqa_yes_no":1,"ocr":4,"ocr_grounding":0.4,"compare_two":0.3,"text_only":0.1}'
scenes=(data.rampBatches=0 data.minSide=160 data.maxSide=320)
signs=("${scenes[@]}" data.signShare=0.6)
train vision-start "$runs/version-1" "$runs/11" "${vision[@]}" "${signs[@]}" steps=5500 learningRate.peak=1.2e-3 learningRate.minimum=3e-5 learningRate.warmupSteps=150 seed=101 data.minSide=200 data.maxSide=400 # stopped after 292
train vision-start "$runs/11" "$runs/12" "${vision[@]}" "${signs[@]}" steps=5000 learningRate.peak=1.2e-3 learningRate.minimum=3e-5 learningRate.warmupSteps=60 seed=102
train language-start "$runs/12" "$runs/13" "${scenes[@]}" steps=2000 maxLength=320 learningRate.peak=8e-4 learningRate.minimum=2e-4 learningRate.warmupSteps=40 seed=201 data.chat=0.5 "data.tasks=$read"
# The heads alone, so that the next stage does not begin with wrong ones.
train vision-start "$runs/13" "$runs/14" "${vision[@]}" "${signs[@]}" 'train=[]' steps=160 learningRate.peak=1e-2 learningRate.minimum=1e-3 learningRate.warmupSteps=10 seed=301
train multitask "$runs/14" "$runs/15" "${signs[@]}" objective.patches=0.3 steps=2500 maxLength=320 learningRate.peak=5e-4 learningRate.minimum=4e-5 learningRate.warmupSteps=60 visionLayerDecay=1 seed=401 data.chat=0.5 "data.tasks=$read" # stopped after 457: too high a rate
train multitask "$runs/15" "$runs/16" "${signs[@]}" objective.patches=0.3 steps=1900 maxLength=320 learningRate.peak=2.5e-4 learningRate.minimum=2e-5 learningRate.warmupSteps=30 visionLayerDecay=1 seed=402 data.chat=0.5 "data.tasks=$read"
talk='{"caption":0.2,"caption_grounding":0.9,"referring_grounding":4,"grounded_caption":1.2,"vqa_color":2,"vqa_shape":3,"vqa_count":4,"vqa_position":4,"vqa_yes_no":1,"ocr":3,"ocr_grounding":0.4,"compare_two":0.4,"text_only":0.2,"dialogue":0.5}'
train sft "$runs/16" "$runs/17" "${scenes[@]}" 'train=["language"]' steps=350 maxLength=320 learningRate.peak=1.5e-4 learningRate.minimum=1e-5 learningRate.warmupSteps=15 seed=501 data.chat=0.6 "data.tasks=$talk"
./qwenvl train export "$runs/17" models/pico --dtype bfloat16 --chat-format chatml
(cd models/pico && sha256sum config.json generation_config.json model.safetensors qwen.tiktoken >SHA256SUMS)
