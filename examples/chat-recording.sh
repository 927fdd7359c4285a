#!/usr/bin/env bash
# Plays a conversation of three turns with two pictures in a terminal (tmux) and prints what the terminal shows.
# Usage: examples/chat-recording.sh MODEL FIRST-PICTURE SECOND-PICTURE [CHAT-OPTION...]
# docs/chat-recording.txt: examples/chat-recording.sh models/pico examples/things.png examples/scene.png
set -euo pipefail

model=$1 first=$2 second=$3
shift 3
home=$(cd "$(dirname "$0")/.." && pwd)
session=qwenvl-recording-$$
drawn=$(mktemp -d)/boxes.png

# Lines typed here stay out of the user's own history.
export XDG_STATE_HOME=$(dirname "$drawn")

tmux new-session -d -s "$session" -x 100 -y 60 -c "$PWD" -e "XDG_STATE_HOME=$XDG_STATE_HOME" "$home/qwenvl chat --model '$model' $* ; sleep 600"
trap 'tmux kill-session -t "$session"; rm -r "$(dirname "$drawn")"' EXIT

screen() { tmux capture-pane -p -J -t "$session" -S -; }

# Waits until the prompt stands at the end of the screen again.
ready() {
  for _ in $(seq 600); do
    sleep 0.5
    [ "$(screen | sed '/^ *$/d' | tail -n 1 | sed 's/ *$//')" = ">" ] && return
  done
  screen
  echo "chat-recording: no prompt came" >&2
  exit 1
}

say() {
  tmux send-keys -t "$session" -l -- "$1"
  tmux send-keys -t "$session" Enter
  ready
}

ready
say "'$first' Describe the picture."
say "Where is the dog?"
say "/image $second"
say "Where is the brown heart?"
say "/boxes $drawn"
say "/save $(dirname "$drawn")/talk.json"
tmux send-keys -t "$session" C-d
screen | sed '/^ *$/d'
