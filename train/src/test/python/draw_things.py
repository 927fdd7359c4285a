"""Draws thirty things that no other data of this project has, and asks what they are: train.csv, test.jsonl and pictures.

Usage: python draw_things.py OUT [PICTURES_PER_THING]
Each picture shows one thing in two colours, at a random place, size and slant, on a plain ground; four more pictures of each thing are
kept for the test. Needs Pillow.
"""

import csv
import json
import math
import pathlib
import random
import sys

from PIL import Image, ImageDraw

# Shapes in a unit square: o ellipse (x0 y0 x1 y1), p polygon, l line with a width; a second letter 2 takes the second colour.
THINGS = {
    "house": "p .1 .5 .5 .1 .9 .5 | p .2 .5 .8 .5 .8 .95 .2 .95 | p2 .42 .65 .58 .65 .58 .95 .42 .95",
    "fir": "p .5 .02 .85 .45 .15 .45 | p .5 .25 .95 .78 .05 .78 | p2 .43 .78 .57 .78 .57 .98 .43 .98",
    "snowman": "o .35 .02 .65 .32 | o .27 .27 .73 .62 | o .18 .55 .82 .99 | o2 .43 .1 .48 .16 | o2 .53 .1 .58 .16",
    "mushroom": "o .05 .1 .95 .75 | p2 .4 .5 .6 .5 .65 .98 .35 .98",
    "fish": "o .02 .3 .72 .72 | p .62 .5 .98 .22 .98 .8 | o2 .14 .42 .22 .5",
    "ladder": "l.08 .25 .02 .25 .98 | l.08 .75 .02 .75 .98 | l2.07 .25 .2 .75 .2 | l2.07 .25 .45 .75 .45 | l2.07 .25 .7 .75 .7",
    "umbrella": "o .05 .1 .95 1.1 | p0 .0 .6 1 .6 1 1.2 0 1.2 | l2.06 .5 .1 .5 .95 | l2.06 .5 .95 .65 .95",
    "hammer": "p .15 .08 .85 .08 .85 .35 .15 .35 | l2.12 .5 .35 .5 .98",
    "key": "o .02 .3 .42 .7 | o0 .13 .41 .31 .59 | l.1 .4 .5 .98 .5 | l.08 .8 .5 .8 .7 | l.08 .93 .5 .93 .68",
    "glasses": "o .0 .3 .42 .72 | o .58 .3 1 .72 | o0 .08 .38 .34 .64 | o0 .66 .38 .92 .64 | l.08 .4 .5 .6 .5",
    "cup": "p .1 .2 .7 .2 .62 .9 .18 .9 | o .6 .3 .98 .7 | o0 .69 .39 .88 .61 | p .1 .2 .7 .2 .66 .6 .14 .6",
    "boat": "p .02 .65 .98 .65 .8 .95 .2 .95 | l.05 .5 .05 .5 .65 | p2 .54 .08 .9 .58 .54 .58",
    "car": "p .05 .5 .95 .5 .95 .75 .05 .75 | p .25 .25 .7 .25 .82 .5 .15 .5 | o2 .15 .62 .38 .88 | o2 .62 .62 .85 .88",
    "flag": "l.07 .15 .02 .15 .98 | p2 .18 .05 .95 .05 .75 .28 .95 .5 .18 .5",
    "tent": "p .5 .08 .98 .92 .02 .92 | p2 .5 .4 .65 .92 .35 .92",
    "candle": "p .35 .4 .65 .4 .65 .98 .35 .98 | o2 .4 .03 .6 .36",
    "balloon": "o .15 .0 .85 .7 | p .44 .68 .56 .68 .6 .76 .4 .76 | l2.03 .5 .75 .42 .86 .56 .99",
    "bottle": "p .4 .02 .6 .02 .6 .3 .75 .45 .75 .98 .25 .98 .25 .45 .4 .3 | p2 .25 .55 .75 .55 .75 .8 .25 .8",
    "ghost": "o .12 .02 .88 .8 | p .12 .4 .88 .4 .88 .98 .69 .82 .5 .98 .31 .82 .12 .98 | o2 .3 .25 .43 .42 | o2 .57 .25 .7 .42",
    "snail": "o .3 .2 .9 .78 | o2 .45 .34 .75 .64 | o .55 .44 .66 .55 | l.12 .05 .84 .95 .84 | l.08 .1 .84 .1 .5",
    "cactus": "l.22 .5 .1 .5 .98 | l.13 .15 .35 .15 .6 .5 .6 | l.13 .85 .25 .85 .5 .5 .5",
    "crown": "p .05 .9 .05 .2 .28 .55 .5 .1 .72 .55 .95 .2 .95 .9 | p2 .05 .75 .95 .75 .95 .9 .05 .9",
    "anchor": "o .38 .0 .62 .24 | o0 .45 .07 .55 .17 | l.1 .5 .22 .5 .9 | l.08 .25 .35 .75 .35 | l.1 .08 .6 .25 .88 .5 .93 .75 .88 .92 .6",
    "kite": "p .5 .02 .85 .35 .5 .75 .15 .35 | p2 .5 .02 .85 .35 .5 .35 | l2.04 .5 .75 .4 .86 .55 .98",
    "lamp": "p .3 .05 .7 .05 .95 .5 .05 .5 | l2.08 .5 .5 .5 .9 | p2 .25 .88 .75 .88 .75 .98 .25 .98",
    "table": "p .02 .25 .98 .25 .98 .42 .02 .42 | l2.1 .15 .42 .15 .95 | l2.1 .85 .42 .85 .95",
    "chair": "l.12 .2 .03 .2 .98 | p .15 .5 .85 .5 .85 .65 .15 .65 | l.12 .8 .6 .8 .98",
    "clock": "o .03 .03 .97 .97 | o0 .13 .13 .87 .87 | l2.07 .5 .5 .5 .2 | l2.07 .5 .5 .72 .6",
    "envelope": "p .02 .2 .98 .2 .98 .85 .02 .85 | l2.05 .02 .2 .5 .58 .98 .2",
    "robot": "p .2 .2 .8 .2 .8 .65 .2 .65 | p .3 .7 .7 .7 .7 .98 .3 .98 | o2 .3 .32 .45 .47 | o2 .55 .32 .7 .47 | l.05 .5 .02 .5 .2",
}
COLOURS = ["#d33", "#2a6", "#36c", "#e90", "#808", "#633", "#0aa", "#444"]
GROUNDS = ["#fff", "#eef", "#fed", "#dfd", "#ddd", "#ffd"]
QUESTIONS = ["What is this?", "What do you see?", "Name the thing in the picture."]
SIDE, FINE, TESTS = 288, 3, 4


def draw(thing, dice):
    picture = Image.new("RGB", (SIDE * FINE, SIDE * FINE), dice.choice(GROUNDS))
    ground = picture.getpixel((0, 0))
    first, second = dice.sample(COLOURS, 2)
    size = dice.uniform(0.45, 0.8) * SIDE * FINE
    x, y = dice.uniform(0.05, 0.95 - size / SIDE / FINE) * SIDE * FINE, dice.uniform(0.05, 0.95 - size / SIDE / FINE) * SIDE * FINE
    slant = dice.uniform(-0.2, 0.2)
    canvas = ImageDraw.Draw(picture)

    def point(u, v):
        u, v = u - 0.5, v - 0.5
        c, s = math.cos(slant), math.sin(slant)
        return x + size * (0.5 + c * u - s * v), y + size * (0.5 + s * u + c * v)

    for part in THINGS[thing].split("|"):
        kind, *rest = part.split()
        width = 0.0
        if kind[0] == "l":
            at = kind.index(".")
            width, kind = float(kind[at:]), kind[:at]
        colour = {"2": second, "0": ground}.get(kind[1:], first)
        numbers = [float(n) for n in rest]
        if kind[0] == "o":
            x0, y0, x1, y1 = numbers
            turn = [2 * math.pi * i / 40 for i in range(40)]
            points = [point((x0 + x1) / 2 + (x1 - x0) / 2 * math.cos(t), (y0 + y1) / 2 + (y1 - y0) / 2 * math.sin(t)) for t in turn]
            canvas.polygon(points, fill=colour)
        else:
            points = [point(*numbers[i : i + 2]) for i in range(0, len(numbers), 2)]
            if kind[0] == "p":
                canvas.polygon(points, fill=colour)
            else:
                canvas.line(points, fill=colour, width=int(width * size), joint="curve")
    return picture.resize((SIDE, SIDE), Image.LANCZOS)


def main():
    out, each = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 24
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "train.csv", "w", newline="") as train, open(out / "test.jsonl", "w") as test:
        rows = csv.writer(train)
        rows.writerow(["image", "question", "answer"])
        for thing in THINGS:
            for i in range(each + TESTS):
                dice = random.Random(f"{thing} {i}")
                name = f"{thing}-{i}.png"
                draw(thing, dice).save(out / name)
                question = dice.choice(QUESTIONS)
                if i < each:
                    rows.writerow([name, question, thing])
                else:
                    test.write(json.dumps({"question": question, "image": name, "answer": thing, "thing": thing}) + "\n")
    print(f"{out}: {each * len(THINGS)} pictures to learn from, {TESTS * len(THINGS)} to test, {len(THINGS)} things")


main()
