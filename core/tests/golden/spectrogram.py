"""Writes spectrogram.txt: pictures of a signal that the test computes, too, by SciPy's short-time Fourier transform.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/spectrogram.py
"""

from pathlib import Path

import numpy as np
import scipy
from scipy.signal import ShortTimeFFT
from scipy.signal.windows import hann

COUNT, SIZE, WIDTH, HEIGHT, RANGE = 2000, 128, 20, 32, 70
t = np.arange(COUNT) / 2000
samples = 0.5 * np.sin(2 * np.pi * (40 * t + 300 * t * t)) + np.where(t > 0.5, 0.01 * np.sin(2 * np.pi * 100 * t), 0)
samples = samples.astype(np.float32).astype(float)
transform = ShortTimeFFT(hann(SIZE, sym=False), hop=1, fs=1, scale_to="magnitude")
middles = (2 * np.arange(WIDTH) + 1) * COUNT // (2 * WIDTH)
powers = np.abs(2 * transform.stft(samples, p0=0, p1=COUNT))[:, middles] ** 2
lines = [f"# Written by spectrogram.py with SciPy {scipy.__version__}: change that instead."]
for name in ("linear", "logarithmic"):
    places = np.arange(HEIGHT + 1) / HEIGHT
    parts = places if name == "linear" else 2.0 ** (10 * (places - 1))
    edges = np.floor(parts * SIZE / 2 + 0.5).astype(int)
    rows = [powers[edges[row] : max(edges[row + 1], edges[row] + 1)].max(axis=0) for row in range(HEIGHT)]
    levels = 255 * (1 + 10 * np.log10(np.maximum(rows[::-1], 1e-30)) / RANGE)
    lines.append(f"{name}: {' '.join(str(int(level)) for level in np.floor(np.clip(levels, 0, 255) + 0.5).ravel())}")
(Path(__file__).parent / "spectrogram.txt").write_text("\n".join(lines) + "\n")
