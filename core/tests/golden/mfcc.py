"""Writes mfcc.txt: the coefficients, by librosa, of the last frame of signals that the test computes, too.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/mfcc.py
"""

from pathlib import Path

import librosa
import numpy as np

RATE, LENGTH, SIZE = 48000, 8192, 2048
t = np.arange(LENGTH) / RATE
SIGNALS = {
    "vowel": 0.3 * sum(np.sin(2 * np.pi * 140 * n * t) / n**2 for n in range(1, 30)),
    "sweep": 0.4 * np.sin(2 * np.pi * (200 * t + 9000 * t * t)),
    "silence": np.zeros(LENGTH),
}
lines = [f"# Written by mfcc.py with librosa {librosa.__version__}: change that instead."]
for name, signal in SIGNALS.items():
    signal = signal.astype(np.float32).astype(float)[-SIZE:]
    settings = dict(sr=RATE, n_fft=SIZE, hop_length=SIZE, center=False, window="hann", power=2.0)
    mel = librosa.feature.melspectrogram(y=signal, n_mels=40, fmin=0, fmax=8000, htk=True, norm=None, **settings)
    levels = librosa.power_to_db(mel, ref=1.0, amin=1e-10, top_db=80)
    coefficients = librosa.feature.mfcc(S=levels, n_mfcc=13, dct_type=2, norm="ortho")[:, 0]
    lines.append(f"{name}: {' '.join(f'{c:.6f}' for c in coefficients)}")
(Path(__file__).parent / "mfcc.txt").write_text("\n".join(lines) + "\n")
