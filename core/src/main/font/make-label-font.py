"""Cuts the label font out of Noto Sans CJK SC and turns its cubic outlines into TrueType ones.

    python3 -m pip install fonttools
    apt-get download fonts-noto-cjk && dpkg -x fonts-noto-cjk_*.deb noto
    python3 make-label-font.py noto/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc label-font.ttf

The result holds what LabelFont reads and no more: simple glyphs, a format 12 character map, no hinting, no layout.
Kept: GB 2312 (simplified hanzi, kana, Greek, Cyrillic, punctuation), level 1 of Big5 (traditional hanzi),
Latin-1 and the full-width forms. The same input gives the same bytes.
"""
import sys

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, newTable
from fontTools.ttLib.tables._c_m_a_p import cmap_format_12

MAX_ERROR = 1.0  # in units of a 1000-unit em


def double_byte(codec, leads):
    """All characters of a two-byte code page whose first byte lies in `leads`."""
    pairs = (bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFF))
    return {char for pair in pairs for char in pair.decode(codec, "ignore") if char > "\x7f"}


def wanted():
    chars = {chr(c) for c in [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2027), *range(0xFF01, 0xFF5F)]}
    return chars | double_byte("gb2312", range(0xA1, 0xF8)) | double_byte("big5", range(0xA4, 0xC7))


def cut(font, chars):
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 5, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(chars))
    subsetter.subset(font)


def one_character_map(font):
    table = cmap_format_12(12)
    table.platformID, table.platEncID, table.language, table.cmap = 3, 10, 0, font.getBestCmap()
    font["cmap"].tables = [table]


def to_truetype(font):
    order, outlines, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    font["hmtx"].metrics = {name: (font["hmtx"][name][0], getattr(glyphs[name], "xMin", 0)) for name in order}
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
                  "maxSizeOfInstructions", "maxComponentElements"):
        setattr(maxp, field, 0)
    font["post"].formatType = 3.0
    for table in ("CFF ", "VORG", "vhea", "vmtx", "BASE", "GDEF", "GPOS", "GSUB"):
        if table in font:
            del font[table]
    font.sfntVersion = "\x00\x01\x00\x00"


def main(source, target):
    font = next(f for f in TTCollection(source).fonts if f["name"].getDebugName(1) == "Noto Sans CJK SC")
    cut(font, wanted())
    font.recalcTimestamp = False
    one_character_map(font)
    to_truetype(font)
    font.save(target)


main(*sys.argv[1:])
