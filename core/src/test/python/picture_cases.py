"""Makes BMP, JPEG, PNG and GIF files of many kinds, odd ones too, and writes down what Pillow makes of them.

Needs cjpeg (Debian: apt-get install libjpeg-turbo-progs) and Pillow (pip install pillow). How it was run, with Pillow 13.0.0 and cjpeg 2.1.5:

    python3 core/src/test/python/picture_cases.py core/src/test/resources/fixtures/pictures.zip
"""

import io
import random
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

from PIL import Image, ImageDraw

import pillow_truth

RNG = random.Random(4)


def sample(size=(29, 21), mode="RGB"):
    image = Image.frombytes("RGB", (5, 5), RNG.randbytes(75)).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(5):
        draw.line([(RNG.randrange(size[0]), RNG.randrange(size[1])) for _ in range(2)], fill=tuple(RNG.randbytes(3)), width=2)
    return image.convert(mode)


# --- BMP ---------------------------------------------------------------------------------------------------------------


def bmp(header, bits, rows, size, compression=0, palette=b"", masks=b"", declared=0):
    """A bitmap with a header of any version over rows that are padded already."""
    width, height = size
    if header == 12:
        body = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        body = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(rows), 2835, 2835, declared, 0)
        if header > 40:
            body += masks[: header - 40]
            body += bytes(header - len(body))
        else:
            body += masks
    offset = 14 + len(body) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + body + palette + rows


def padded_rows(size, bits):
    stride = (size[0] * bits + 31) // 32 * 4
    return RNG.randbytes(stride * size[1])


def entries(count, size):
    return b"".join(RNG.randbytes(3) + bytes(size - 3) for _ in range(count))


def bitmaps():
    size = (13, 9)
    masks565 = struct.pack("<IIII", 0xF800, 0x7E0, 0x1F, 0)
    masks555 = struct.pack("<IIII", 0x7C00, 0x3E0, 0x1F, 0)
    masks888 = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    masksrgbx = struct.pack("<IIII", 0xFF000000, 0xFF0000, 0xFF00, 0)
    for header in (12, 16, 40, 52, 56, 64, 108, 124):
        each = 3 if header == 12 else 4
        for bits in (1, 4, 8):
            yield f"bmp-{header}-{bits}", bmp(header, bits, padded_rows(size, bits), size, palette=entries(1 << bits, each))
        for bits in (24,) if header == 12 else (16, 24, 32):
            yield f"bmp-{header}-{bits}", bmp(header, bits, padded_rows(size, bits), size)
        if header not in (12, 16, 64):
            cut = 12 if header < 56 else 16
            yield f"bmp-{header}-565", bmp(header, 16, padded_rows(size, 16), size, 3, masks=masks565[:cut])
            yield f"bmp-{header}-555", bmp(header, 16, padded_rows(size, 16), size, 3, masks=masks555[:cut])
            yield f"bmp-{header}-888", bmp(header, 32, padded_rows(size, 32), size, 3, masks=masks888[:cut])
            yield f"bmp-{header}-rgbx", bmp(header, 32, padded_rows(size, 32), size, 3, masks=masksrgbx[:cut])
    down = (13, -9)
    for bits in (1, 4, 8, 16, 24, 32):
        rows = padded_rows(size, bits)
        palette = entries(1 << bits, 4) if bits <= 8 else b""
        yield f"bmp-down-{bits}", bmp(40, bits, rows, down, palette=palette)
    yield "bmp-palette-short-4", bmp(40, 4, padded_rows(size, 4), size, palette=entries(5, 4), declared=5)
    yield "bmp-palette-short-8", bmp(40, 8, padded_rows(size, 8), size, palette=entries(200, 4), declared=200)
    yield "bmp-gray-8", bmp(40, 8, padded_rows(size, 8), size, palette=b"".join(bytes([i, i, i, 0]) for i in range(256)))
    runs = b"".join(bytes([5, 1, 0, 5, 2, 3, 4, 5, 6, 0, 3, 9, 0, 0]) for _ in range(7)) + bytes([4, 7, 0, 2, 5, 1, 8, 8, 0, 1])
    yield "bmp-rle8", bmp(40, 8, runs, size, 1, palette=entries(256, 4))
    runs = b"".join(bytes([5, 0x12, 0, 5, 0x23, 0x45, 0x60, 0, 3, 0x90, 0, 0]) for _ in range(7)) + bytes([4, 0x70, 0, 2, 5, 1, 8, 0x80, 0, 1])
    yield "bmp-rle4", bmp(40, 4, runs, size, 2, palette=entries(16, 4))
    yield "bmp-masks-empty", bmp(40, 16, padded_rows(size, 16), size, 3, masks=bytes(12))
    yield "bmp-cut", bmp(40, 24, padded_rows(size, 24), size)[:-50]
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        out = io.BytesIO()
        image = sample()
        (image.quantize(50) if mode == "P" else image.convert(mode)).save(out, "BMP")
        yield f"bmp-pillow-{mode}", out.getvalue()


# --- JPEG --------------------------------------------------------------------------------------------------------------


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def cjpeg(image, *options):
    ppm = io.BytesIO()
    image.save(ppm, "PPM")
    return subprocess.run(["cjpeg", *options], input=ppm.getvalue(), stdout=subprocess.PIPE, check=True).stdout


def without(data, marker):
    """A JPEG without its segments of one marker."""
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        out += b"" if data[at + 1] == marker else data[at:end]
        at = end
    return out + data[at:]


def scan_data(data):
    at = data.index(b"\xff\xda")
    return at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]


def jpegs():
    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        for quality in (10, 60, 95, 100):
            yield f"jpg-{subsampling.replace(':', '')}-{quality}", jpeg(sample(), quality=quality, subsampling=subsampling)
    for size in ((1, 1), (1, 20), (16, 1), (8, 8), (9, 17)):
        yield f"jpg-{size[0]}x{size[1]}", jpeg(sample(size))
    yield "jpg-progressive", jpeg(sample(), progressive=True)
    yield "jpg-optimized", jpeg(sample(), optimize=True)
    yield "jpg-gray", jpeg(sample(mode="L"))
    yield "jpg-gray-progressive", jpeg(sample(mode="L"), progressive=True)
    yield "jpg-cmyk", jpeg(sample(mode="CMYK"))
    yield "jpg-cmyk-progressive", jpeg(sample(mode="CMYK"), progressive=True)
    yield "jpg-rgb", jpeg(sample(), keep_rgb=True)
    for factors in ("1x2", "4x1", "1x4", "2x1,1x2,1x1", "1x1,2x2,2x2", "3x1", "2x2,2x1,1x1", "4x2"):
        yield f"jpg-sample-{factors.replace(',', '-')}", cjpeg(sample(), "-sample", factors)
    yield "jpg-scans", cjpeg(sample(), "-progressive", "-restart", "2B")
    yield "jpg-16bit-tables", cjpeg(sample(), "-quality", "3")
    yield "jpg-float", cjpeg(sample(), "-dct", "float")
    yield "jpg-arithmetic", cjpeg(sample(), "-arithmetic")
    restarts = jpeg(sample((64, 48)), restart_marker_blocks=1)
    yield "jpg-restarts", restarts
    at = restarts.index(b"\xff\xd3")
    yield "jpg-restart-missing", restarts[:at] + restarts[at + 2 :]
    yield "jpg-restart-wrong", restarts[:at] + b"\xff\xd6" + restarts[at + 2 :]
    yield "jpg-restart-filled", restarts[:at] + b"\xff\xff\xff" + restarts[at:]
    plain = jpeg(sample((64, 48)), quality=80)
    data = scan_data(plain)
    for name, stray in (("rst", b"\xff\xd2"), ("unknown", b"\xff\x45"), ("app", b"\xff\xe5"), ("end", b"\xff\xd9"), ("dht", b"\xff\xc4\0\x09"), ("soi", b"\xff\xd8"), ("tem", b"\xff\x01")):
        yield f"jpg-stray-{name}", plain[: data + 200] + stray + plain[data + 200 :]
    yield "jpg-filled-end", plain[:-2] + b"\xff" * 9 + plain[-2:]
    yield "jpg-filled-escape", plain[: data + 200] + b"\xff\xff\xff\0" + plain[data + 200 :]
    table = plain.index(b"\xff\xc4")
    yield "jpg-filled-segment", plain[:table] + b"\xff" * 7 + plain[table:]
    yield "jpg-junk-behind", plain + b"junk \xff\xda\xff\xd8" * 30
    yield "jpg-junk-between", plain[:table] + b"\0\0" + plain[table:]
    yield "jpg-comment", plain[:table] + b"\xff\xfe\0\x06abcd" + plain[table:]
    yield "jpg-app-data", plain[:table] + b"\xff\xe2\0\x10ICC_PROFILE\0\1\1" + plain[table:]
    yield "jpg-no-end", plain[:-2]
    yield "jpg-cut", plain[: len(plain) * 2 // 3]
    yield "jpg-cut-ended", plain[: len(plain) * 2 // 3] + b"\xff\xd9"
    yield "jpg-no-tables", without(plain, 0xC4)
    yield "jpg-no-tables-gray", without(jpeg(sample(mode="L")), 0xC4)
    yield "jpg-no-quantisation", without(plain, 0xDB)
    yield "jpg-no-app", without(without(plain, 0xE0), 0xEE)
    progressive = jpeg(sample((64, 48)), progressive=True, quality=80)
    second = progressive.index(b"\xff\xda", progressive.index(b"\xff\xda") + 2)
    yield "jpg-progressive-cut", progressive[: len(progressive) * 2 // 3]
    yield "jpg-progressive-filled", progressive[:second] + b"\xff\xff\xff" + progressive[second:]
    yield "jpg-progressive-comment", progressive[:second] + b"\xff\xfe\0\x06abcd" + progressive[second:]
    yield "jpg-two", plain + jpeg(sample())


# --- PNG ---------------------------------------------------------------------------------------------------------------


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(size, depth, color, interlaced=False, between=b"", behind=b"", parts=1):
    width, height = size
    rows = b""
    for left, top, right, down in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        columns, lines = -(-(width - left) // right), -(-(height - top) // down)
        if columns > 0:
            for _ in range(max(lines, 0)):
                rows += bytes([RNG.randrange(5)]) + RNG.randbytes((columns * depth * CHANNELS[color] + 7) // 8)
    packed = zlib.compress(rows)
    step = -(-len(packed) // parts)
    data = b"".join(chunk(b"IDAT", packed[i : i + step]) for i in range(0, len(packed), step))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced)))
    return SIGNATURE + header + between + data + behind + chunk(b"IEND", b"")


def pngs():
    # Of 16-bit gray Pillow makes white (it clips at 255); we take the upper 8 bits.
    depths = {0: (1, 2, 4, 8), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
    for color, of in depths.items():
        for depth in of:
            between = chunk(b"PLTE", RNG.randbytes(3 << depth)) if color == 3 else b""
            for interlaced in (False, True):
                yield f"png-{color}-{depth}{'-interlaced' * interlaced}", png((13, 11), depth, color, interlaced, between)
            if color < 4:
                see = {0: b"\0\1", 2: b"\0\1\0\2\0\3", 3: b"\0\x80\xff"}[color]
                yield f"png-{color}-{depth}-transparent", png((13, 11), depth, color, False, between + chunk(b"tRNS", see[: 1 << depth]))
    for size in ((1, 1), (2, 1), (1, 2), (4, 4), (5, 1)):
        yield f"png-interlaced-{size[0]}x{size[1]}", png(size, 8, 2, True)
    yield "png-palette-short", png((13, 11), 8, 3, False, chunk(b"PLTE", RNG.randbytes(30)))
    yield "png-palette-suggested", png((13, 11), 8, 2, False, chunk(b"PLTE", RNG.randbytes(30)))
    yield "png-gamma", png((13, 11), 8, 2, False, chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"sRGB", b"\0"))
    yield "png-bits", png((13, 11), 8, 2, False, chunk(b"sBIT", b"\5\6\5"))
    yield "png-background", png((13, 11), 8, 6, False, chunk(b"bKGD", b"\0\1\0\2\0\3"))
    yield "png-parts", png((13, 11), 8, 2, parts=9)
    yield "png-unknown-chunk", png((13, 11), 8, 2, False, chunk(b"juNk", b"abc"), chunk(b"tEXt", b"a\0b"))
    whole = png((13, 11), 8, 2)
    yield "png-no-end", whole[:-12]
    yield "png-cut", whole[: len(whole) // 2]
    yield "png-junk-behind", whole + b"junk"
    yield "png-wrong-sum", png((13, 11), 8, 2, False, chunk(b"tEXt", b"a\0b")[:-1] + b"?")
    frames = [sample((20, 15)) for _ in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], duration=50)
    yield "png-animated", out.getvalue()


# --- GIF ---------------------------------------------------------------------------------------------------------------


def gif(image, **options):
    out = io.BytesIO()
    image.save(out, "GIF", **options)
    return out.getvalue()


def gifs():
    for colors in (2, 3, 5, 16, 60, 256):
        for interlace in (0, 1):
            yield f"gif-{colors}{'-interlaced' * interlace}", gif(sample().quantize(colors), interlace=interlace)
    yield "gif-transparent", gif(sample().quantize(20), transparency=3)
    yield "gif-gray", gif(sample(mode="L"))
    frames = [sample((30, 20)).quantize(30) for _ in range(3)]
    yield "gif-animated", gif(frames[0], save_all=True, append_images=frames[1:], duration=50)
    whole = gif(sample().quantize(20), background=2)
    yield "gif-no-end", whole[:-1]
    yield "gif-cut", whole[: len(whole) * 2 // 3]
    at = whole.index(b"\x2c\0\0\0\0")
    yield "gif-beyond", whole[: at + 1] + struct.pack("<HH", 5, 3) + whole[at + 5 :]
    yield "gif-canvas", whole[:6] + struct.pack("<HH", 60, 40) + whole[10:]
    yield "gif-canvas-placed", whole[:6] + struct.pack("<HH", 60, 40) + whole[10 : at + 1] + struct.pack("<HH", 5, 3) + whole[at + 5 :]
    shown = gif(sample().quantize(20), background=2, transparency=3)
    yield "gif-canvas-transparent", shown[:6] + struct.pack("<HH", 60, 40) + shown[10:]
    yield "gif-87a", b"GIF87a" + whole[6:]
    yield "gif-comment", whole[:at] + b"\x21\xfe\3abc\0" + whole[at:]


# --- EXIF --------------------------------------------------------------------------------------------------------------


def turned():
    for orientation in range(0, 10):
        exif = Image.Exif()
        exif[0x0112] = orientation
        for kind, options in (("jpg", {"quality": 90}), ("png", {}), ("webp", {"lossless": True})):
            out = io.BytesIO()
            sample((23, 14)).save(out, {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[kind], exif=exif, **options)
            yield f"exif-{orientation}-{kind}", out.getvalue()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for make in (bitmaps, jpegs, pngs, gifs, turned):
            for title, data in make():
                kind = title.rsplit("-", 1)[1] if title.startswith("exif") else title.split("-")[0]
                (folder / f"{title}.{kind}").write_bytes(data)
        pillow_truth.pack(sorted(folder.iterdir()), Path(sys.argv[1]))


main()
