"""Packs pictures with what Pillow decodes from them: a line for each, with name, width x height and SHA-256 as RgbImage.contentHash()."""

import hashlib
import struct
import zipfile

from PIL import Image, ImageOps

TRUTH = "pillow.txt"


def line(path):
    try:
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image)
            rgb = upright.convert("RGB")
    except Exception as e:  # what Pillow refuses is written down as refused
        return f"{path.name} refused: {str(e).splitlines()[0].split(' /')[0]}"
    digest = hashlib.sha256(struct.pack(">ii", *rgb.size) + rgb.tobytes()).hexdigest()
    return f"{path.name} {rgb.width}x{rgb.height} {digest}"


def entry(name):
    """Without the time of day: the same pictures make the same archive."""
    made = zipfile.ZipInfo(name)
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def pack(files, target):
    """Files in the order given, the truth about them last."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.writestr(entry(path.name), path.read_bytes())
        archive.writestr(entry(TRUTH), "".join(line(path) + "\n" for path in files))
    print(len(files), "pictures in", target)


def evenly(files, largest, total):
    """Some of the files, each of at most `largest` bytes, together about `total`."""
    small = [path for path in files if path.stat().st_size <= largest]
    step = max(1.0, sum(path.stat().st_size for path in small) / total)
    return [small[int(i * step)] for i in range(int(len(small) / step))]
