"""Writes spectrum.txt: third-octave levels by SciPy's power spectral density, of a signal that the test computes, too.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/spectrum.py
"""

from pathlib import Path

import numpy as np
import scipy
from scipy import signal

RATE, LENGTH, SIZE = 48000, 16384, 8192
t = np.arange(LENGTH) / RATE
noise = np.empty(LENGTH)
state = 1
for i in range(LENGTH):
    state = (state * 1664525 + 1013904223) % 2**32
    noise[i] = (state / 2**31 - 1) * 0.01
tones = [(63, 0.2), (440, 0.3), (1200, 0.05), (7000, 0.01), (15500, 0.1)]
samples = noise + sum(a * np.sin(2 * np.pi * f * t) for f, a in tones)
frequencies, density = signal.periodogram(samples[-SIZE:], RATE, window="hann", detrend=False, scaling="density")
# The integral of the density, which is constant within a bin.
width = RATE / SIZE
edges = np.append(frequencies - width / 2, frequencies[-1] + width / 2)
integral = np.concatenate([[0], np.cumsum(density) * width])
lines = [f"# Written by spectrum.py with SciPy {scipy.__version__}: change that instead. dB, from 20 Hz on."]
for band in range(31):
    low, high = 10 ** ((12.5 + band) / 10), 10 ** ((13.5 + band) / 10)
    power = np.interp(high, edges, integral) - np.interp(low, edges, integral)
    lines.append(f"{10 * np.log10(power):.4f}")
(Path(__file__).parent / "spectrum.txt").write_text("\n".join(lines) + "\n")
