"""Makes WebP files of every kind and writes down which pixels Pillow decodes from them.

Needs cwebp and webpmux (Debian: apt-get install webp) and Pillow (pip install pillow). How it was run, with cwebp 1.2.4 and Pillow 13.0.0:

    python3 core/src/test/python/webp_cases.py ../shared/data/photos /tmp/webp.zip core/src/test/resources/fixtures/webp.zip
    mvn -pl core -am test -Dtest=PillowPixelsTest -Dqwenvl.pictures=/tmp/webp.zip -Dsurefire.failIfNoSpecifiedTests=false

The first zip holds all of them, the second the small ones that are tested in every build.
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

import pillow_truth

SIZES = [(1, 1), (1, 2), (2, 1), (3, 3), (5, 7), (1, 300), (300, 1), (15, 16), (16, 16), (17, 17), (31, 33), (33, 64), (100, 75), (255, 257)]
LARGE = [(640, 480), (1200, 90), (1023, 767), (2000, 1500), (4000, 3000)]


def picture(kind, size, rng):
    width, height = size
    if kind == "flat":
        return Image.new("RGB", size, (rng.randrange(256), rng.randrange(256), rng.randrange(256)))
    if kind == "noise":
        return Image.frombytes("RGB", size, rng.randbytes(3 * width * height))
    if kind.startswith("palette"):
        colors = int(kind[7:])
        image = Image.new("RGB", size)
        table = [tuple(rng.randbytes(3)) for _ in range(colors)]
        draw = ImageDraw.Draw(image)
        for i in range(3 * colors):
            x, y = rng.randrange(width), rng.randrange(height)
            draw.rectangle([x, y, x + rng.randrange(1, 2 + width // 2), y + rng.randrange(1, 2 + height // 2)], fill=table[i % colors])
        return image
    # A smooth picture with edges, text-like strokes and saturated colours: what chroma upsampling shows on.
    small = Image.frombytes("RGB", (6, 6), rng.randbytes(108))
    image = small.resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        a = (rng.randrange(width), rng.randrange(height))
        b = (rng.randrange(width), rng.randrange(height))
        draw.line([a, b], fill=tuple(rng.randbytes(3)), width=rng.randrange(1, 4))
    return image


def with_alpha(image, kind, rng):
    width, height = image.size
    if kind == "gradient":
        alpha = Image.linear_gradient("L").resize(image.size)
    elif kind == "holes":
        alpha = Image.new("L", image.size, 255)
        ImageDraw.Draw(alpha).ellipse([width // 4, height // 4, width // 2 + 1, height // 2 + 1], fill=0)
    else:
        alpha = Image.frombytes("L", image.size, rng.randbytes(width * height))
    image = image.copy()
    image.putalpha(alpha)
    return image


LOSSY = [
    "-q 0", "-q 10", "-q 50", "-q 75", "-q 90", "-q 100",
    "-m 0", "-m 1", "-m 2", "-m 3", "-m 4", "-m 5", "-m 6",
    "-preset photo", "-preset picture", "-preset drawing", "-preset icon", "-preset text",
    "-sns 0", "-sns 100", "-f 0", "-f 30", "-f 100 -sharpness 7", "-nostrong -f 60", "-strong -f 60",
    "-sharp_yuv", "-segments 1", "-segments 2", "-segments 3", "-partition_limit 50", "-pass 6 -size 900", "-psnr 38",
    "-jpeg_like", "-af", "-pre 1", "-pre 2", "-pre 4", "-mt", "-low_memory", "-noasm", "-crop 0 0 1 1", "-resize 37 0", "-resize 21 50",
]
LOSSLESS = ["-lossless -z %d" % z for z in range(10)] + ["-near_lossless %d" % n for n in (0, 20, 40, 60, 80)] + [
    "-lossless -hint photo", "-lossless -hint picture", "-lossless -hint graph", "-lossless -m 0 -q 0", "-lossless -exact",
]
ALPHA = [
    "-alpha_q 0", "-alpha_q 30", "-alpha_q 100", "-alpha_method 0", "-alpha_method 1", "-alpha_filter none", "-alpha_filter fast",
    "-alpha_filter best", "-exact", "-exact -q 5", "-blend_alpha 0x30c020", "-noalpha", "-lossless", "-lossless -exact", "-near_lossless 50 -exact",
]


def cwebp(image, options, target):
    source = target.with_suffix(".source.png")
    image.save(source)
    subprocess.run(["cwebp", "-quiet", *options.split(), str(source), "-o", str(target)], check=True)
    source.unlink()


def stills(folder, photos, rng):
    kinds = ["smooth", "noise", "flat", "palette2", "palette4", "palette16", "palette200"]
    number = 0
    for options in LOSSY + LOSSLESS:
        for kind in ["smooth", kinds[number % len(kinds)]]:
            size = SIZES[number % len(SIZES)] if kind != "smooth" or number % 2 else (67 + number % 5, 50 + number % 3)
            cwebp(picture(kind, size, rng), options, folder / f"still-{number:03}-{kind}.webp")
            number += 1
    for options in ALPHA:
        for kind in ["gradient", "holes", "noise"][number % 2:]:
            image = with_alpha(picture("smooth", (61 + number % 7, 43), rng), kind, rng)
            cwebp(image, options, folder / f"alpha-{number:03}-{kind}.webp")
            number += 1
    for size in LARGE:
        for options, kind in [("-q 80", "smooth"), ("-lossless -z 2", "palette16"), ("-lossless -z 1", "flat")]:
            cwebp(picture(kind, size, rng), options, folder / f"large-{number:03}-{kind}-{size[0]}x{size[1]}.webp")
            number += 1
    for photo in photos * 4:
        image = Image.open(photo).convert("RGB")
        image.thumbnail((900, 900))
        cwebp(image, rng.choice(LOSSY[:40]), folder / f"photo-{number:03}.webp")
        number += 1


def animations(folder, rng):
    for number, options in enumerate(
        [{"lossless": True}, {"quality": 40}, {"allow_mixed": True}, {"minimize_size": True}, {"quality": 90, "background": (255, 0, 0, 255)}]
    ):
        for kind in ["smooth", "palette16"]:
            frames = [picture(kind, (48, 37), rng) for _ in range(3)]
            if number % 2:
                frames = [with_alpha(frame, "holes", rng) for frame in frames]
            frames[0].save(folder / f"animated-{number}-{kind}.webp", save_all=True, append_images=frames[1:], duration=50, **options)
    for number, (options, place) in enumerate([("-q 70", "+50+0+0+0-b"), ("-q 70", "+50+20+8+1+b"), ("-lossless", "+50+6+30+0-b"), ("-q 60", "+50+2+2+0+b")]):
        parts = []
        for i, size in enumerate([(40, 30), (70, 66)]):
            part = folder / f"part{i}.tmp"
            image = picture("smooth", size, rng)
            cwebp(with_alpha(image, "gradient", rng) if number > 1 else image, options, part)
            parts += ["-frame", str(part), place if i == 0 else "+50+0+0+0-b"]
        subprocess.run(["webpmux", *parts, "-bgcolor", "255,200,100,50", "-o", str(folder / f"placed-{number}.webp")], check=True, stderr=subprocess.DEVNULL)
    for part in folder.glob("part*"):
        part.unlink()


def main():
    photos, everything, small = (Path(argument) for argument in sys.argv[1:4])
    rng = random.Random(20)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stills(folder, sorted(photos.iterdir()), rng)
        animations(folder, rng)
        files = sorted(folder.iterdir())
        pillow_truth.pack(files, everything)
        pillow_truth.pack(pillow_truth.evenly(files, 4_000, 75_000), small)


main()
