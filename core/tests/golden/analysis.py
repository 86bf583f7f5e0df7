"""Writes the results of scikit-image, OpenCV, SciPy and NumPy for two pictures that the tests compute by the same formula.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/analysis.py
"""

from pathlib import Path

import cv2
import numpy as np
import scipy
import skimage
from scipy.fft import dctn
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

WIDTH, HEIGHT = 61, 47


def picture(noise):
    """A gradient with shapes; the second picture also has noise."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    disc = np.where((x - 20) ** 2 + (y - 18) ** 2 < 150, 90, 0)
    stripes = np.where((x + 2 * y) // 7 % 2 == 0, 40, 0)
    grain = (x * 31 + y * 17 + x * y * 13) % (2 * noise + 1) - noise
    red, green, blue = x * 3 + disc + grain, y * 4 + stripes + grain, 200 - x - y + disc // 2 - grain
    return np.clip(np.stack([red, green, blue, np.full_like(x, 255)], axis=-1), 0, 255).astype(np.uint8)


def luma(pixels):
    r, g, b = (pixels[..., c].astype(np.int64) for c in range(3))
    return ((4899 * r + 9617 * g + 1868 * b + 8192) >> 14).astype(np.uint8)


def bits(flags):
    return int("".join("1" if flag else "0" for flag in np.ravel(flags)), 2)


def cells(gray, columns, rows):
    return cv2.resize(gray.astype(np.float64), (columns, rows), interpolation=cv2.INTER_AREA)


a, b = picture(0), picture(9)
gray_a, gray_b = luma(a), luma(b)
small = cells(gray_a, 9, 8)
low = dctn(cells(gray_a, 32, 32), type=2)[:8, :8]
window = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "data_range": 255}
lines = [
    f"# Written by analysis.py with scikit-image {skimage.__version__}, OpenCV {cv2.__version__}, SciPy {scipy.__version__} "
    f"and NumPy {np.__version__}: change that instead.",
    f"ssim: {structural_similarity(gray_a, gray_b, **window):.15g}",
    f"psnr: {peak_signal_noise_ratio(a, b, data_range=255):.15g}",
    f"sharpness: {cv2.Laplacian(gray_b, cv2.CV_64F).var():.15g}",
    # In two halves, because a float has 53 bits of precision.
    *(
        f"{name}: {value >> 32} {value & 0xFFFFFFFF}"
        for name, value in [
            ("difference hash", bits(small[:, 1:] > small[:, :-1])),
            ("perceptual hash", bits(low > np.median(low))),
        ]
    ),
    *(
        f"statistics {c}: {v.min()} {v.max()} {v.mean():.15g} {v.std():.15g}"
        for c, v in enumerate([*np.moveaxis(b, -1, 0), gray_b])
    ),
]
(Path(__file__).parent / "analysis.txt").write_text("\n".join(lines) + "\n")
