"""OpenCV's Python wheel on one thread, with the protocol of crates/native/src/main.rs.

Arguments: the name of a list (only `peers`), a file of RGBA bytes, its width and height.
"""

import json
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)

file, width, height = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
source = np.fromfile(file, np.uint8).reshape(height, width, 4)
half = (width // 2, height // 2)
SHARPEN = np.float32([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
CONE = np.float32([[0, 1, 2, 1, 0], [1, 3, 5, 3, 1], [2, 5, 16, 5, 2], [1, 3, 5, 3, 1], [0, 1, 2, 1, 0]]) / 64


def image(channels=4, size=(width, height), kind=np.uint8):
    """Allocated once and used in every run."""
    shape = (size[1], size[0]) if channels == 1 else (size[1], size[0], channels)
    return np.empty(shape, kind)


def simple(call):
    """A function of a source and a target with four channels."""

    def prepare():
        target = image()

        def run():
            call(source, target)
            return target

        return run

    return prepare


def halved(interpolation):
    def prepare():
        target = image(size=half)

        def run():
            cv2.resize(source, half, target, interpolation=interpolation)
            return target

        return run

    return prepare


def dilated(side):
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    return simple(lambda a, b: cv2.dilate(a, square, b))


def three(call):
    """A function of images with three channels."""

    def prepare():
        colors, smooth, target = image(3), image(3), image()

        def run():
            cv2.cvtColor(source, cv2.COLOR_RGBA2RGB, colors)
            call(colors, smooth)
            cv2.cvtColor(smooth, cv2.COLOR_RGB2RGBA, target)
            return target

        return run

    return prepare


def sobel():
    """As with OpenCV.js: lengths in floating point."""
    gray, target = image(1), image()
    x, y, length = (image(1, kind=np.float32) for _ in range(3))

    def run():
        cv2.cvtColor(source, cv2.COLOR_RGBA2GRAY, gray)
        cv2.Sobel(gray, cv2.CV_32F, 1, 0, x)
        cv2.Sobel(gray, cv2.CV_32F, 0, 1, y)
        cv2.magnitude(x, y, length)
        cv2.convertScaleAbs(length, gray)
        cv2.cvtColor(gray, cv2.COLOR_GRAY2RGBA, target)
        return target

    return run


contenders = [
    *((f"Gaussian, σ {s}", simple(lambda a, b, s=s: cv2.GaussianBlur(a, (0, 0), s, b))) for s in (2, 5, 15)),
    *((f"box blur, radius {r}", simple(lambda a, b, r=r: cv2.blur(a, (2 * r + 1, 2 * r + 1), b))) for r in (5, 30)),
    *((f"median {k} × {k}", simple(lambda a, b, k=k: cv2.medianBlur(a, k, b))) for k in (3, 7, 15)),
    *((f"dilate {k} × {k}", dilated(k)) for k in (3, 11)),
    ("convolve 3 × 3", simple(lambda a, b: cv2.filter2D(a, -1, SHARPEN, b))),
    ("convolve 5 × 5", simple(lambda a, b: cv2.filter2D(a, -1, CONE, b))),
    ("bilateral, 9 × 9", three(lambda a, b: cv2.bilateralFilter(a, 9, 50, 3, b))),
    ("non-local means, 7 × 7 in 11 × 11", three(lambda a, b: cv2.fastNlMeansDenoising(a, b, 10, 7, 11))),
    ("Sobel", sobel),
    # Its Lanczos window doesn't scale with the ratio. Its documentation recommends INTER_AREA for shrinking.
    ("resize to a half, Lanczos", halved(cv2.INTER_AREA)),
    ("resize to a half, bilinear", halved(cv2.INTER_AREA)),
]

version = f"{cv2.__version__}, one thread"
names = [{"case": case, "name": "OpenCV", "version": version} for case, _ in contenders]
print(json.dumps(names), flush=True)

current, run, result = -1, None, None
for line in sys.stdin:
    command, index, *rest = line.split(maxsplit=2)
    if int(index) != current:
        current = int(index)
        run = contenders[current][1]()
    if command == "save":
        result.tofile(rest[0].strip())
        print("saved", flush=True)
    else:
        start = time.perf_counter_ns()
        result = run()
        print(time.perf_counter_ns() - start, flush=True)
