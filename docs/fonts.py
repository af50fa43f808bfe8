"""Makes the fonts that reports are printed with: python docs/fonts.py NotoSansCJK-Regular.ttc crm_core/printing/fonts/HutongSansSC-Regular.ttf

Takes Noto Sans CJK SC (SIL Open Font License), keeps Latin, Greek, Cyrillic, punctuation, the characters of GB 2312 and
some more that names need, and turns its cubic outlines into the quadratic ones of TrueType, which PDF libraries embed.
"""
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

RANGES = ((0x20, 0x7F), (0xA0, 0x180), (0x2010, 0x2040), (0x2190, 0x219A), (0x20A0, 0x20C0), (0x370, 0x460), (0x3000, 0x3030),
          (0xFF00, 0xFFF0), (0x25A0, 0x2610))
MORE = ("−×÷≈≤≥≠±·…—–‘’“”€£¥₩®™°²³½✓✗★☆▲▼臺灣國際電話號碼業務經濟發開關學書東門們這個來時說會點億萬戶價買賣貨銷單據報隊負責預測貢獻構員質與為後麼"
        "瑋玥晗昕昊焱堃喆珺祎祺琛璟翀劼犇頔燚鑫淼妍熠婕霏睿曦赟镕囧")
ERROR = 1.5  # of 1,000 units to the em, by which a curve may be off
COUNTS = ("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxTwilightPoints", "maxStorage", "maxFunctionDefs",
          "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth")


def main(source: str, target: str) -> None:
    font = next(one for one in TTCollection(source).fonts if one["name"].getDebugName(1) == "Noto Sans CJK SC")
    _keep(font)
    _to_quadratic(font)
    style = Path(target).stem.rpartition("-")[2]
    for record in list(font["name"].names):
        new = {1: "Hutong Sans SC", 3: f"Hutong Sans SC {style}", 4: f"Hutong Sans SC {style}", 6: f"HutongSansSC-{style}"}.get(record.nameID)
        if new:
            font["name"].setName(new, record.nameID, record.platformID, record.platEncID, record.langID)
    font.save(target)


def _keep(font: TTFont) -> None:
    wanted = {code for start, end in RANGES for code in range(start, end)} | set(map(ord, MORE)) | _gb2312()
    options = subset.Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True, glyph_names=False)
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)


def _gb2312() -> set[int]:
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return {ord(text) for pair in pairs if (text := pair.decode("gb2312", errors="ignore"))}


def _to_quadratic(font: TTFont) -> None:
    order, outlines = font.getGlyphOrder(), font.getGlyphSet()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, max_err=ERROR, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["glyf"], font["loca"] = table, newTable("loca")
    del font["CFF "]
    for name in order:
        glyph = table.glyphs[name]
        if glyph.numberOfContours:
            glyph.recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    font["maxp"].tableVersion, font["maxp"].maxZones = 0x10000, 1
    for count in COUNTS:
        setattr(font["maxp"], count, 0)
    font["post"].formatType, font["head"].glyphDataFormat, font.sfntVersion = 3.0, 0, "\x00\x01\x00\x00"


if __name__ == "__main__":
    main(*sys.argv[1:])
