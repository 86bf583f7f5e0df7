"""Makes files like those of cameras, phones, scanners and old programs, and writes the results of other decoders.

Needs cjpeg and djpeg of libjpeg-turbo 2.1.5 (Debian: libjpeg-turbo-progs), and Pillow. Writes `jpeg.pack` and `webp.pack`:
entries of a name (a length byte and ASCII) and bytes (a 32-bit length, little-endian, and the bytes), compressed by zlib.
An entry `name.jpg` is a file. The entry `=reference` before files is the result of the reference decoder for all of them:
width and height (16 bits each), and RGB or RGBA.
"""

import io
import itertools
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

here = Path(__file__).parent
WIDTH, HEIGHT = 35, 35

SAMPLINGS = {
    "444": "1x1,1x1,1x1",
    "422": "2x1,1x1,1x1",
    "420": "2x2,1x1,1x1",
    "440": "1x2,1x1,1x1",
    "411": "4x1,1x1,1x1",
    "410": "4x2,1x1,1x1",
    "441": "1x4,1x1,1x1",
    "311": "3x1,1x1,1x1",
    "luma below chroma": "1x1,2x2,2x2",
    "luma below chroma, sideways": "1x1,2x1,2x1",
    "luma below chroma, upright": "1x1,1x2,1x2",
    "each another": "2x2,2x1,1x2",
    "two sides": "2x1,1x2,1x1",
    "cb full": "2x2,2x2,1x1",
    "only cb fine": "1x1,2x1,1x1",
    "all of two": "2x1,2x1,2x1",
}
# One line per scan.
BASELINE = {
    "interleaved": None,
    "y cb cr": "0;1;2;",
    "cb cr y": "1;2;0;",
    "cr y cb": "2;0;1;",
    "y, cb and cr": "0;1,2;",
    "y and cb, cr": "0,1;2;",
}
PROGRESSIVE = {
    "progressive": "-progressive",
    "progressive, dc apart": "0:0-0,0,0;1:0-0,0,0;2:0-0,0,0;0:1-63,0,0;2:1-63,0,0;1:1-63,0,0;",
    "progressive, refined": "0,1,2:0-0,0,1;0:1-5,0,2;1:1-63,0,1;2:1-63,0,1;0:6-63,0,2;0:1-63,2,1;0,1,2:0-0,1,0;"
    "1:1-63,1,0;2:1-63,1,0;0:1-63,1,0;",
}


def picture():
    """A smooth picture with coloured edges across blocks."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    rgb = np.stack([np.sin(x * 0.3) * 60 + 128, 255 * y / HEIGHT, x * 255 / WIDTH], -1)
    rgb[10:20, 15:30] = [250, 30, 40]
    rgb[22:33, 5:22] = [20, 220, 60]
    return Image.fromarray(rgb.clip(0, 255).astype(np.uint8))


def cjpeg(*arguments):
    source = io.BytesIO()
    picture().save(source, "PPM")
    command = ["cjpeg", "-quality", "75", "-optimize", *arguments]
    done = subprocess.run(command, input=source.getvalue(), capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def djpeg(file):
    done = subprocess.run(["djpeg", "-pnm"], input=file, capture_output=True, check=False)
    # Exit code 2 is a warning.
    assert done.returncode in (0, 2), done.stderr
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


class Pack:
    def __init__(self):
        self.bytes = b""
        self.files = 0

    def add(self, name, data):
        self.bytes += struct.pack("<B", len(name)) + name.encode() + struct.pack("<I", len(data)) + data
        self.files += not name.startswith("=")

    def reference(self, image):
        self.add("=reference", struct.pack("<HH", *image.size) + image.tobytes())

    def write(self, path):
        path.write_bytes(zlib.compress(self.bytes, 9))
        print(path.name, self.files, "files,", path.stat().st_size, "bytes")


def with_scans(name, scans):
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp") / "scans.txt"
    if scans is None:
        return []
    if scans.startswith("-"):
        return [scans]
    path.write_text(scans.replace(";", ";\n"))
    return ["-scans", str(path)]


def jpegs(pack):
    def group(files):
        """Files that the reference decoder decodes to the same picture."""
        expected = None
        for name, file in files:
            if file is None:
                continue
            decoded = djpeg(file)
            if expected is None:
                expected = decoded
                pack.reference(expected)
            assert decoded.tobytes() == expected.tobytes(), name
            pack.add(name, file)

    for sampling, factors in SAMPLINGS.items():
        group(
            (f"{sampling}, {layout}, restart {restart}", cjpeg("-sample", factors, *with_scans(layout, scans), "-restart", restart))
            for (layout, scans), restart in itertools.product({**BASELINE, **PROGRESSIVE}.items(), ["0", "2B"])
        )
    for restart in ["0", "3B"]:
        options = ["-restart", restart]
        group(
            (f"gray {sampling} {kind} {restart}", cjpeg("-grayscale", "-sample", sampling, *kind.split(), *options))
            for sampling in ["1x1", "2x2", "1x2"]
            for kind in ["", "-progressive"]
        )
        group(
            (f"rgb {layout} {restart}", cjpeg("-rgb", *with_scans(layout, scans), *options))
            for layout, scans in {**BASELINE, "progressive": "-progressive"}.items()
        )
        group([(f"rgb subsampled {restart}", cjpeg("-rgb", "-sample", "2x2,1x1,1x1", *options))])

    # The meaning of the components: contradictory combinations of JFIF, Adobe's marker and the components' names.
    for transform, subsampling in itertools.product([0, 2], [0, 2]):
        for progressive in [False, True]:
            file = io.BytesIO()
            picture().convert("CMYK").save(file, "JPEG", quality=75, subsampling=subsampling, progressive=progressive)
            file = bytearray(file.getvalue())
            file[file.index(b"Adobe") + 11] = transform
            group([(f"four components, Adobe {transform}, {subsampling}, {progressive}", bytes(file))])
    plain = cjpeg("-sample", "2x2,1x1,1x1")
    jfif = plain[2 : plain.index(b"\xff\xdb")]
    names = plain.index(b"\xff\xc0") + 10
    for adobe, has_jfif, ids in itertools.product([None, 0, 1], [True, False], [b"\1\2\3", b"RGB", b"\0\1\2"]):
        file = bytearray(plain)
        for index, name in enumerate(ids):
            file[names + 3 * index] = name
            scan = file.index(b"\xff\xda") + 5 + 2 * index
            file[scan] = name
        marker = b"" if adobe is None else b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([adobe])
        file = b"\xff\xd8" + (jfif if has_jfif else b"") + marker + bytes(file[2 + len(jfif) :])
        group([(f"JFIF {has_jfif}, Adobe {adobe}, names {ids.hex()}", file)])

    # The standard's tables, omitted (as in the frames of Motion JPEG), and with other bytes between the segments.
    source = io.BytesIO()
    picture().save(source, "PPM")
    file = subprocess.run(["cjpeg", "-quality", "75"], input=source.getvalue(), capture_output=True, check=True).stdout
    bare = bytearray()
    at = 2
    while file[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(file[at + 2 : at + 4], "big")
        if file[at + 1] != 0xC4:
            bare += file[at:end]
        at = end
    bare = b"\xff\xd8" + bytes(bare) + file[at:]
    group([("standard tables", file), ("without tables", bare), ("bytes between", file[:20] + b"\0\0\xff" + file[20:])])


def webps(pack):
    """WebP by libwebp, in Pillow: lossy with and without alpha, lossless, animated."""
    rgb = picture()
    alpha = Image.fromarray(np.tile((np.arange(WIDTH) * 7 % 256).astype(np.uint8), (HEIGHT, 1)))
    rgba = rgb.copy()
    rgba.putalpha(alpha)

    def add(name, image, **options):
        file = io.BytesIO()
        image.save(file, "WEBP", **options)
        decoded = Image.open(io.BytesIO(file.getvalue()))
        decoded.seek(0)
        pack.reference(decoded.convert("RGBA"))
        pack.add(name, file.getvalue())

    metadata = {"exif": Image.Exif().tobytes(), "icc_profile": bytes(300), "xmp": b"<x:xmpmeta/>"}
    for name, image in {"opaque": rgb, "alpha": rgba}.items():
        add(f"lossy, {name}", image, quality=80)
        add(f"lossy, {name}, raw alpha", image, quality=60, alpha_quality=100, method=0)
        add(f"lossless, {name}", image, lossless=True)
        add(f"exact lossless, {name}", image, lossless=True, exact=True)
        add(f"lossy, {name}, metadata", image, quality=80, **metadata)
        add(f"lossless, {name}, metadata", image, lossless=True, **metadata)
        other = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        for kind in [{"quality": 80}, {"lossless": True}]:
            options = {"save_all": True, "append_images": [other], "duration": 100, **kind}
            add(f"animated, {name}, {kind}", image, **options)
    # The picture of an animation may be smaller than the canvas.
    small = Image.new("RGBA", (WIDTH, HEIGHT))
    small.paste(rgba.crop((0, 0, 16, 16)), (8, 10))
    add("animated, a part", small, save_all=True, append_images=[rgba], duration=50, lossless=True)


pack = Pack()
jpegs(pack)
pack.write(here / "jpeg.pack")
pack = Pack()
webps(pack)
pack.write(here / "webp.pack")
