#!/usr/bin/env bash
# Trains pico again from nothing: recipe/train.sh WORK, from the repository's root. It needs npm, a JDK, and a Python with torch 2.8
# or later; the first part, 20 minutes on an H200, needs a GPU, the second is 50 minutes on two cores. README.md tells how the weights of this
# folder differ from what this gives.
set -eu
work=$(mkdir -p "$1" && cd "$1" && pwd)
python=train/src/test/python
config=$PWD/models/pico/config.json
queries=196

npm install --prefix "$work" @iconify-json/noto@1.2.9 @iconify-json/twemoji@1.2.5 @iconify-json/emojione@1.2.3 \
  @iconify-json/fxemoji@1.2.2 @iconify-json/streamline-emojis@1.2.4 @iconify-json/fluent-emoji-flat@1.2.6
icons=$work/node_modules/@iconify-json

mvn -B -q -pl train -am test-compile dependency:build-classpath -Dmdep.outputFile="$work/classpath"
java=(java -Djava.awt.headless=true -Xmx2g -cp "train/target/test-classes:train/target/classes:core/target/classes:$(cat "$work/classpath")")
things=io.github.qwenvl4j.train.things

mkdir -p "$work/data" "$work/exam" "$work/rows" "$work/drawn"
"${java[@]}" $things.PrepareThings "$icons" "$work/data" 1100
cp "$config" "$work/data"
"${java[@]}" $things.ExamRows "$work/data/qwen.tiktoken" $queries "$work/data" "$work/exam" 48

# Everyday things, coloured shapes and signs, on the GPU.
python3 $python/train_things.py "$work/data" "$work/rows" "$work/gpu" 1200 --exam "$work/exam" --compile \
  --java "${java[*]} $things.RowStream $work/data/qwen.tiktoken $queries $work/data $work/rows 9 128 150"

# The published prompts, scenes of shapes and signs, and pictures of many sizes, on the CPU.
"${java[@]}" $things.ThingTalkStream "$work/data/qwen.tiktoken" $queries "$work/drawn" 12 16 1 "$icons" &
talks=$!
"${java[@]}" $things.SceneTalkStream "$work/data/qwen.tiktoken" $queries "$work/drawn" 12 16 1 &
scenes=$!
trap 'kill $talks $scenes' EXIT
# With the settings of malloc, memory is not given back to the system and fetched again in every update: 10 times as fast.
MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000 MALLOC_TOP_PAD_=268435456 MALLOC_ARENA_MAX=1 OMP_NUM_THREADS=1 \
  python3 $python/continue_things.py $python/train_things.py "$work/data" "$work/drawn" "$work/cpu" "$work/gpu" "$(date -d '50 minutes' +%H:%M)"
cp "$work/cpu/model-00001-of-00001.safetensors" models/pico/model.safetensors
cp "$work/data/qwen.tiktoken" models/pico
(cd models/pico && sha256sum config.json generation_config.json model.safetensors qwen.tiktoken >SHA256SUMS)
