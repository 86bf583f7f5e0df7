"""Writes conversions.txt: a part of a photo in YUV formats, by FFmpeg's `scale` filter, and back in RGB, by its `zscale`
filter. `core/src/image/convert/` compares its kernels with the results.

    python3 core/tests/golden/conversions.py

It needs an `ffmpeg` command with libzimg, such as Debian's. The tests read the vectors and need neither. For chroma at the
left pixel, the commands of a case are

    ffmpeg … -vf scale=flags=bilinear+FLAGS:out_color_matrix=…:out_range=…:out_h_chr_pos=0,format=yuv422p,
        scale=flags=area+FLAGS:in_range=…:out_range=…
    ffmpeg … -vf zscale=filter=bilinear:dither=none:matrixin=…:rangein=…:chromalin=left:matrix=gbr:range=full,format=gbrp

where FLAGS are accurate_rnd+full_chroma_int+full_chroma_inp. Two steps, because the bilinear filter of `scale` weights
four rows, where two share a sample. In the other direction, `scale` puts chroma rows at a pixel instead of between two.
"""

import subprocess
from pathlib import Path

WIDTH, HEIGHT = 24, 12
PHOTO = Path(__file__).parents[3] / "demos/assets/coffee.jpg"
EXACT = "accurate_rnd+full_chroma_int+full_chroma_inp"
# By the names of `scale` and of `zscale`.
MATRICES = {"bt709": ("bt709", "709"), "smpte170m": ("smpte170m", "170m"), "bt2020-ncl": ("bt2020", "2020_ncl")}
# Format, matrix, full range, siting.
CASES = [
    ("yuv420p", "bt709", False, "left"),
    ("yuv420p", "bt709", False, "center"),
    ("yuv420p", "smpte170m", True, "center"),
    ("yuv420p", "bt2020-ncl", False, "left"),
    ("yuv422p", "smpte170m", False, "left"),
    ("yuv444p", "bt709", True, "left"),
    ("yuv444p", "bt2020-ncl", True, "left"),
    ("yuv420p10le", "bt709", False, "left"),
    ("yuv420p10le", "bt2020-ncl", False, "center"),
]


def ffmpeg(arguments, given=None):
    command = ["ffmpeg", "-v", "error", *arguments, "-f", "rawvideo", "-"]
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


def raw(pixel_format):
    return ["-f", "rawvideo", "-pix_fmt", pixel_format, "-s", f"{WIDTH}x{HEIGHT}", "-i", "-"]


def numbers(data, pixel_format):
    if pixel_format.endswith("10le"):
        return " ".join(str(int.from_bytes(data[i : i + 2], "little")) for i in range(0, len(data), 2))
    return " ".join(map(str, data))


version = subprocess.run(["ffmpeg", "-version"], stdout=subprocess.PIPE, check=True, text=True)
lines = [f"# Written by conversions.py with {' '.join(version.stdout.split()[:3])}: change that instead."]
part = ["-i", str(PHOTO), "-vf", f"crop={WIDTH}:{HEIGHT}:216:168:exact=1,format=rgb24", "-frames:v", "1"]
photo = ffmpeg([*part, "-pix_fmt", "rgb24"])
lines.append(f"photo {WIDTH} {HEIGHT}: {numbers(photo, 'rgb24')}")
for pixel_format, matrix, full, siting in CASES:
    spread = "full" if full else "limited"
    sampling, place = ("area", 128) if siting == "center" else ("bilinear", 0)
    into = f"scale=flags={sampling}+{EXACT}:out_color_matrix={MATRICES[matrix][0]}:out_range={spread}"
    if "444" not in pixel_format:
        wide = pixel_format.replace("420", "422")
        into += f":out_h_chr_pos={place},format={wide},scale=flags=area+{EXACT}:in_range={spread}:out_range={spread}"
    yuv = ffmpeg([*raw("rgb24"), "-vf", into, "-pix_fmt", pixel_format], photo)
    back = f"zscale=filter=bilinear:dither=none:matrixin={MATRICES[matrix][1]}:rangein={spread}:chromalin={siting}"
    back += ":matrix=gbr:range=full,format=gbrp"
    rgb = ffmpeg([*raw(pixel_format), "-vf", back, "-pix_fmt", "rgb24"], yuv)
    name = f"{pixel_format} {matrix} {spread} {siting}"
    lines.append(f"yuv {name}: {numbers(yuv, pixel_format)}")
    lines.append(f"rgb {name}: {numbers(rgb, 'rgb24')}")
(Path(__file__).parent / "conversions.txt").write_text("\n".join(lines) + "\n")
