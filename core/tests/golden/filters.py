"""Writes filters.txt: results of NumPy, SciPy, OpenCV, Pillow and scikit-image for small frames. Each filter is implemented
again from its documentation, with their functions. `core/tests/judges.rs` compares the filters with the results.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/filters.py

The tests read the vectors and need no Python.
"""

from pathlib import Path

import cv2
import numpy as np
import PIL
import scipy
import skimage
from PIL import Image
from scipy import ndimage
from scipy.optimize import brentq
from skimage.color import rgb2ypbpr

WIDTH, HEIGHT = 20, 14
Y, X = np.mgrid[:HEIGHT, :WIDTH]
lines = [
    f"# Written by filters.py with NumPy {np.__version__}, SciPy {scipy.__version__}, OpenCV {cv2.__version__}, Pillow {PIL.__version__} and scikit-image {skimage.__version__}: change that instead."
]


def numbers(values):
    return " ".join(f"{v:.12g}" for v in np.ravel(values))


def frames():
    """Smooth shapes with noise, gray and opaque colours."""
    random = np.random.default_rng(21)
    smooth = 120 + 60 * np.sin(X / 5) + 45 * np.cos(Y / 4) + 40 * (X > Y)
    colors = np.stack([smooth, 255 - smooth, 128 + smooth / 3, np.full(X.shape, 255)], axis=-1)
    colors[..., :3] += random.normal(0, 20, (HEIGHT, WIDTH, 3))
    colors = np.clip(np.rint(colors), 0, 255)
    return {"rgba8": colors, "gray8": colors[..., 0].copy()}


FRAMES = frames()
for name, frame in FRAMES.items():
    lines.append(f"frame {name} {WIDTH} {HEIGHT}: {numbers(frame)}")
GRAY, COLORS = FRAMES["gray8"], FRAMES["rgba8"]


def case(filter, frame, tolerance, result, **parameters):
    """Rounds a result in real numbers, halves up."""
    given = ",".join(f"{name}={value}" for name, value in parameters.items())
    levels = np.floor(np.clip(result, 0, 255) + 0.5)
    lines.append(f"case {filter} {frame} {tolerance} {given}: {numbers(levels)}")


def each_channel(image, make):
    return make(image) if image.ndim == 2 else np.stack([make(image[..., c]) for c in range(image.shape[2])], axis=-1)


def stack_blur():
    for frame, radius in [("gray8", 2), ("rgba8", 4), ("gray8", 9)]:
        triangle = radius + 1.0 - np.abs(np.arange(-radius, radius + 1))
        triangle /= triangle.sum()
        both = lambda plane: ndimage.convolve1d(
            ndimage.convolve1d(plane, triangle, axis=0, mode="nearest"), triangle, axis=1, mode="nearest"
        )
        case("stackBlur", frame, 1, each_channel(FRAMES[frame], both), radius=radius)


def motion_blur():
    for distance, angle, kernel in [
        (7, 0, np.ones((1, 7)) / 7),
        (5, 90, np.ones((5, 1)) / 5),
        (5 * 2**0.5, 45, np.eye(5) / 5),
        (7 * 2**0.5, -45, np.eye(7)[::-1] / 7),
        (4, 0, np.array([[0.5, 1, 1, 1, 0.5]]) / 4),
    ]:
        result = cv2.filter2D(GRAY, -1, kernel, borderType=cv2.BORDER_REPLICATE)
        case("motionBlur", "gray8", 1, result, distance=distance, angle=angle)


def along(length, place):
    """The mean of the positions on the path of each pixel; their count is a power of two, at most 64."""
    middle = np.array([WIDTH / 2, HEIGHT / 2])
    result = np.zeros(GRAY.shape)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            seen = np.array([x + 0.5, y + 0.5]) - middle
            count = int(min(64, 2 ** np.ceil(np.log2(max(1, length * np.hypot(*seen))))))
            places = np.array([place((k + 0.5) / count, seen) for k in range(count)]) + middle - 0.5
            result[y, x] = ndimage.map_coordinates(GRAY, places.T[::-1], order=1, mode="nearest").mean()
    return result


def zoom_and_spin_blur():
    for amount in (0.3, 1.0):
        case("zoomBlur", "gray8", 1, along(amount, lambda t, p: p * (1 - amount * t)), amount=amount)
    for angle in (20, 200):
        radians = np.radians(angle)

        def turned(t, p):
            sin, cos = np.sin(radians * (t - 0.5)), np.cos(radians * (t - 0.5))
            return np.array([p[0] * cos - p[1] * sin, p[0] * sin + p[1] * cos])

        case("spinBlur", "gray8", 1, along(radians, turned), angle=angle)


def blurred(sigma):
    return ndimage.gaussian_filter(GRAY, sigma, mode="nearest", truncate=6)


def tilt_shift():
    """Two levels: both blurs are rounded."""
    for sigma, angle, width, feather in [(2, 0, 0.2, 0.3), (4, 30, 0.1, 0.5)]:
        radians = np.radians(angle)
        across = -np.sin(radians) * (X + 0.5 - WIDTH / 2) + np.cos(radians) * (Y + 0.5 - HEIGHT / 2)
        t = np.clip((np.abs(across) / HEIGHT - width / 2) / feather, 0, 1)
        by_half = np.clip(2 * t, 0, 1)
        soft = GRAY + (blurred(sigma / 2) - GRAY) * by_half
        result = soft + (blurred(sigma) - soft) * np.clip(2 * t - 1, 0, 1)
        case("tiltShift", "gray8", 2, result, sigma=sigma, angle=angle, width=width, feather=feather)


def emboss():
    for angle, amount in [(225, 1), (30, 2.5)]:
        radians = np.radians(angle)
        across = ndimage.convolve(GRAY, np.outer([1, 2, 1], [1, 0, -1]), mode="mirror")
        down = ndimage.convolve(GRAY, np.outer([1, 0, -1], [1, 2, 1]), mode="mirror")
        result = 128 - amount / 4 * (across * np.cos(radians) + down * np.sin(radians))
        case("emboss", "gray8", 1, result, angle=angle, amount=amount)


def clarity():
    """Two levels: the blur is rounded."""
    for sigma, amount in [(3, 1), (5, -0.8)]:
        light = GRAY / 255
        case("clarity", "gray8", 2, GRAY + amount * 4 * light * (1 - light) * (GRAY - blurred(sigma)), sigma=sigma, amount=amount)


def pixelate():
    for size in (3, 6):
        small = np.asarray(Image.fromarray(GRAY.astype(np.float32)).reduce(size), dtype=float)
        result = small.repeat(size, axis=0).repeat(size, axis=1)[:HEIGHT, :WIDTH]
        case("pixelate", "gray8", 0, result, blockSize=size)


def halftone():
    def covered(radius):
        """The part of a square of side 1 that a circle around its centre covers."""
        if radius <= 0.5:
            return np.pi * radius**2
        if radius >= 0.5**0.5:
            return 1.0
        outside = radius**2 * np.arccos(0.5 / radius) - 0.5 * np.sqrt(radius**2 - 0.25)
        return np.pi * radius**2 - 4 * outside

    for cell, angle in [(4, 45), (7.5, 20)]:
        darkness = 1 - GRAY / 255
        radius_of = lambda c: 0.0 if c <= 0 else 0.5**0.5 if c >= 1 else brentq(lambda r: covered(r) - c, 0, 0.5**0.5)
        radius = cell * np.vectorize(radius_of, otypes=[float])(darkness) + darkness - 0.5
        sin, cos = np.sin(np.radians(angle)), np.cos(np.radians(angle))
        u, v = ((X + 0.5) * cos + (Y + 0.5) * sin) / cell, (-(X + 0.5) * sin + (Y + 0.5) * cos) / cell
        distance = cell * np.hypot(u - np.floor(u) - 0.5, v - np.floor(v) - 0.5)
        case("halftone", "gray8", 1, 255 * np.clip(distance - radius + 0.5, 0, 1), cellSize=cell, angle=angle)


def film_grain():
    def lowbias32(n):
        n = np.asarray(n, dtype=np.uint32)
        n = (n ^ (n >> np.uint32(16))) * np.uint32(0x7FEB352D)
        n = (n ^ (n >> np.uint32(15))) * np.uint32(0x846CA68B)
        return n ^ (n >> np.uint32(16))

    for amount, midtones, size, seed in [(0.1, 0.7, 1, 1), (0.3, 0, 2.5, 9)]:
        key = lowbias32(np.array([3 * seed]))
        rows = lowbias32(np.arange(HEIGHT + 1, dtype=np.uint32) + key)
        bits = lowbias32(np.arange(WIDTH + 1, dtype=np.uint32)[None, :] + rows[:, None])
        lattice = (sum((bits >> np.uint32(8 * i)) & np.uint32(255) for i in range(4)).astype(float) - 510) / 147.8
        noise = ndimage.map_coordinates(lattice, [Y / size, X / size], order=1)
        u, v = X / size % 1, Y / size % 1
        noise /= np.hypot(1 - u, u) * np.hypot(1 - v, v)
        light = GRAY / 255
        response = 1 - midtones * (1 - 4 * light * (1 - light))
        result = GRAY + 255 * amount * response * noise
        case("filmGrain", "gray8", 1, result, amount=amount, midtones=midtones, size=size, seed=seed)


def chromatic_aberration():
    for amount in (2, -3.5):
        part = amount / np.hypot(WIDTH / 2, HEIGHT / 2)
        result = COLORS.copy()
        for channel, sign in [(0, -1), (2, 1)]:
            places = [
                (at + 0.5 - side / 2) * (1 + sign * part) + side / 2 - 0.5 for at, side in [(Y, HEIGHT), (X, WIDTH)]
            ]
            result[..., channel] = ndimage.map_coordinates(COLORS[..., channel], places, order=1, mode="nearest")
        case("chromaticAberration", "rgba8", 1, result, amount=amount)


def waveform():
    for width, height, gain in [(20, 16, 0.1), (20, 32, 0.5)]:
        bins = np.histogram2d(GRAY.ravel(), X.ravel(), bins=[np.linspace(0, 256, height + 1), np.arange(WIDTH + 1)])[0]
        case("waveform", "gray8", 1, bins[::-1] * 255 * gain * height / HEIGHT, width=width, height=height, gain=gain)


def parade():
    for width, height, gain in [(20, 16, 0.1), (20, 32, 0.5)]:
        result = np.zeros((height, 3 * width, 4))
        result[..., 3] = 255
        for channel in range(3):
            edges = [np.linspace(0, 256, height + 1), np.arange(WIDTH + 1)]
            bins = np.histogram2d(COLORS[..., channel].ravel(), X.ravel(), bins=edges)[0]
            columns = slice(channel * width, (channel + 1) * width)
            result[:, columns, channel] = bins[::-1] * 255 * gain * height / HEIGHT
        case("parade", "rgba8", 1, result, width=width, height=height, gain=gain)


def vectorscope():
    """Pb and Pr by scikit-image, in real numbers (those of OpenCV and Pillow are coarser); rounded to whole levels, they are Cb
    and Cr."""
    levels = np.floor(rgb2ypbpr(COLORS[..., :3] / 255) * 255 + 128.5)
    blue, red = (levels[..., channel].ravel() for channel in (1, 2))
    for size, gain in [(16, 0.05), (64, 0.01)]:
        edges = np.linspace(0, 256, size + 1)
        bins = np.histogram2d(red, blue, bins=[edges, edges])[0][::-1] * 255 * gain * size**2 / red.size
        result = np.stack([bins, bins, bins, np.full(bins.shape, 255)], axis=-1)
        case("vectorscope", "rgba8", 1, result, size=size, gain=gain)


def quantize():
    """The mean squared error of Pillow's median cut, which our result must not exceed."""
    image = Image.fromarray(COLORS[..., :3].astype(np.uint8))
    for colors in (4, 8, 16, 32):
        few = image.quantize(colors, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
        error = ((np.asarray(few, dtype=float) - COLORS[..., :3]) ** 2).mean()
        lines.append(f"error quantize rgba8 0 colors={colors}: {error:.6g}")


stack_blur()
motion_blur()
zoom_and_spin_blur()
tilt_shift()
emboss()
clarity()
pixelate()
halftone()
film_grain()
chromatic_aberration()
waveform()
parade()
vectorscope()
quantize()
(Path(__file__).parent / "filters.txt").write_text("\n".join(lines) + "\n")
