"""Makes short audio files by FFmpeg, and writes the samples that FFmpeg decodes.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/sounds/make.py
"""

import subprocess
from importlib.metadata import version
from pathlib import Path

import imageio_ffmpeg
import numpy as np

here = Path(__file__).parent
ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
RATE, FRAMES = 44100, 13230

t = np.arange(FRAMES) / RATE
left = 0.4 * np.sin(2 * np.pi * 440 * t) + 0.2 * np.sin(2 * np.pi * 1230 * t)
right = 0.5 * np.sin(2 * np.pi * 660 * t) * np.sin(np.pi * t / t[-1])
source = np.stack([left, right], axis=1).astype("<f4").tobytes()
read = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "-"]
plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]

files = {
    "tone.mp3": ["-c:a", "libmp3lame", "-b:a", "96k"],
    "tone.flac": ["-c:a", "flac", "-sample_fmt", "s16"],
    "tone.ogg": ["-c:a", "libvorbis", "-b:a", "80k"],
    "tone.aac": ["-c:a", "aac", "-b:a", "80k", "-f", "adts"],
    "tone.m4a": ["-c:a", "aac", "-b:a", "80k"],
    "tone16.wav": ["-c:a", "pcm_s16le", "-t", "0.05"],
    "tone24.wav": ["-c:a", "pcm_s24le", "-t", "0.05"],
    "tone32.wav": ["-c:a", "pcm_s32le", "-t", "0.05"],
    "tone8.wav": ["-c:a", "pcm_u8", "-t", "0.05"],
    "tonefloat.wav": ["-c:a", "pcm_f32le", "-t", "0.05"],
}
lines = [f"# FFmpeg of imageio-ffmpeg {version('imageio-ffmpeg')}: file, first frame: left and right in turn"]
for name, options in files.items():
    subprocess.run([ffmpeg, "-y", "-v", "error", *read, *plain, *options, here / name], input=source, check=True)
    decode = [ffmpeg, "-v", "error", "-i", here / name, "-f", "f32le", "-ac", "2", "-"]
    decoded = np.frombuffer(subprocess.run(decode, check=True, capture_output=True).stdout, "<f4").reshape(-1, 2)
    first = len(decoded) // 2
    samples = decoded[first : first + 12].flatten()
    lines.append(f"{name} {first} {len(decoded)}: " + " ".join(f"{x:.9f}" for x in samples))
(here / "decoded.txt").write_text("\n".join(lines) + "\n")
