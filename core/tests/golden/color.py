"""Writes the reference vectors of the colour filters: published formulas, evaluated in double precision.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/color.py

The tests read the vectors and need no Python.
"""

import colorsys
from pathlib import Path

import colour
import numpy as np

HERE = Path(__file__).parent
COLORS = np.vstack([
    np.random.default_rng(3).integers(0, 256, (120, 3)),
    [[0, 0, 0], [255, 255, 255], [128, 128, 128], [255, 0, 0], [0, 255, 0], [0, 0, 255], [1, 2, 3], [250, 254, 252]],
])


def write(name, program, vectors):
    lines = [f"# Written by color.py with {program}: change that instead."]
    lines += [f"{label}: {' '.join(f'{v:.7g}' for v in np.ravel(values))}" for label, values in vectors]
    (HERE / name).write_text("\n".join(lines) + "\n")


def white_balance():
    """Writes the colours, then for each case: temperature and tint, and the resulting colours."""
    neutral = colour.temperature.CCT_to_uv_Krystek1985(6500)
    to_xyz = lambda uv: colour.xy_to_XYZ(colour.UCS_uv_to_xy(uv))
    space = colour.RGB_COLOURSPACES["sRGB"]
    vectors = [("colors", COLORS)]
    for temperature, tint in [(6500, 30), (5000, 0), (3000, 10), (9000, -40), (2000, 0), (12000, 100)]:
        around = [colour.temperature.CCT_to_uv_Krystek1985(temperature + d) for d in (-0.5, 0.5)]
        along = (around[1] - around[0]) / np.linalg.norm(around[1] - around[0])
        # At a right angle, towards larger v.
        off = np.array([along[1], -along[0]])
        white = colour.temperature.CCT_to_uv_Krystek1985(temperature) + tint / 3000 * off
        adaptation = colour.adaptation.matrix_chromatic_adaptation_VonKries(to_xyz(white), to_xyz(neutral), "Bradford")
        light = colour.models.eotf_sRGB(COLORS / 255)
        adapted = light @ (space.matrix_XYZ_to_RGB @ adaptation @ space.matrix_RGB_to_XYZ).T
        result = colour.models.eotf_inverse_sRGB(np.clip(adapted, 0, 1))
        vectors += [("temperature, tint", [temperature, tint]), ("result", result * 255)]
    write("white_balance.txt", f"colour-science {colour.__version__}, Krystek 1985 and von Kries with Bradford", vectors)


def asc_cdl():
    """Writes the colours, then for each case: slope, offset, power and saturation, and the resulting colours."""
    vectors = [("colors", COLORS)]
    for slope, offset, power, saturation in [
        ([1.2, 0.9, 1.05], [0.05, -0.1, 0], [0.8, 1.3, 2.2], 1),
        ([1.2, 0.9, 1.05], [0.05, -0.1, 0], [0.8, 1.3, 2.2], 1.4),
        ([0.7, 2, 1], [0.2, -0.4, 0.1], [1, 1, 0.5], 0.5),
        ([3, 1, 0.5], [-0.5, 0, 0.3], [2, 0.4, 1.5], 3),
    ]:
        graded = np.clip(COLORS / 255 * slope + offset, 0, 1) ** power
        luma = graded @ [[0.2126], [0.7152], [0.0722]]
        result = np.clip(luma + saturation * (graded - luma), 0, 1)
        vectors += [("parameters", [*slope, *offset, *power, saturation]), ("result", result * 255)]
    write("asc_cdl.txt", f"the formulas of ASC CDL 1.2 in NumPy {np.__version__}", vectors)


def hsl_adjust():
    """Writes the colours, then for each case: eight hues, saturations and lightnesses, and the resulting colours."""
    middles = np.array([0, 30, 60, 120, 180, 240, 270, 300, 360])
    random = np.random.default_rng(5)
    vectors = [("colors", COLORS)]
    for hues, saturations, lightnesses in [
        (np.zeros(8), np.array([0.5, -0.5, 1, -1, 0.2, 0, -0.3, 0.8]), np.zeros(8)),
        (np.array([10, -20, 30, 60, -45, 90, -180, 180]), np.zeros(8), np.zeros(8)),
        (np.zeros(8), np.zeros(8), np.array([-1, 1, 0.3, -0.4, 0.6, -0.2, 0, 0.9])),
        (random.integers(-60, 60, 8), random.integers(-50, 50, 8) / 50, random.integers(-50, 50, 8) / 50),
    ]:
        result = []
        for color in COLORS / 255:
            hue, lightness, saturation = colorsys.rgb_to_hls(*color)
            before = min(np.searchsorted(middles, hue * 360, side="right") - 1, 7)
            t = (hue * 360 - middles[before]) / (middles[before + 1] - middles[before])
            t = t * t * (3 - 2 * t)
            mix = lambda values: values[before] * (1 - t) + values[(before + 1) % 8] * t
            lift = mix(lightnesses) * (color.max() - color.min())
            lightness += lift * ((1 - lightness) if lift > 0 else lightness)
            saturation = min(saturation * (1 + mix(saturations)), 1)
            result.append(colorsys.hls_to_rgb((hue + mix(hues) / 360) % 1, lightness, saturation))
        vectors += [("parameters", [*hues, *saturations, *lightnesses]), ("result", np.array(result) * 255)]
    write("hsl_adjust.txt", "Python's colorsys", vectors)


white_balance()
asc_cdl()
hsl_adjust()
