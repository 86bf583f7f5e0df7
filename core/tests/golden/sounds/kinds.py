"""Makes audio files of all kinds, and writes the samples that other programs decode.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/sounds/kinds.py

`uncompressed.bin` contains WAV and AIFF files: by libsndfile in all its containers, depths and channel counts, and by hand
in all header layouts that recorders, pipes and editors write. `compressed.bin` contains Vorbis and Opus of 1 to 8 channels
in three qualities, MP3 and AAC. `cases/` contains files that users of other libraries reported; they were not made here.
Each index has a line per file: name, first byte, bytes, rate, channels, frames, reference decoder; and after a colon samples,
channel by channel: all samples of uncompressed files, some from the middle of the others.
"""

import io
import struct
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import soundfile as sf
from scipy.io import wavfile

here = Path(__file__).parent
ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
rng = np.random.default_rng(14)
FRAMES, RATE = 9, 22050


def by_sndfile(file):
    samples, rate = sf.read(io.BytesIO(file), dtype="float64", always_2d=True)
    return samples.astype("<f4"), rate, "libsndfile"


def by_scipy(file):
    rate, samples = wavfile.read(io.BytesIO(file))
    samples = samples.reshape(len(samples), -1)
    if samples.dtype == np.uint8:
        samples = (samples.astype("f8") - 128) / 128
    elif samples.dtype.kind == "i":
        samples = samples / 2.0 ** (8 * samples.dtype.itemsize - 1)
    return samples.astype("<f4"), rate, "scipy"


def by_ffmpeg(file, rate, channels, codec="pcm_f64le"):
    with tempfile.NamedTemporaryFile() as temporary:
        temporary.write(file)
        temporary.flush()
        raw = "f64le" if codec == "pcm_f64le" else "f32le"
        done = subprocess.run([ffmpeg, "-v", "error", "-i", temporary.name, "-c:a", codec, "-f", raw, "-"], capture_output=True)
    samples = np.frombuffer(done.stdout, "<f8" if raw == "f64le" else "<f4").reshape(-1, channels)
    return samples.astype("<f4"), rate, "FFmpeg"


class Archive:
    def __init__(self, name):
        self.name, self.data, self.lines = name, bytearray(), []

    def add(self, name, file, judged, first=None, count=None):
        samples, rate, judge = judged
        part = samples if first is None else samples[first : first + count]
        numbers = " ".join(f"{x:.9g}" for x in part.T.flatten())
        place = "" if first is None else f" {first} {count}"
        head = f"{name} {len(self.data)} {len(file)} {rate} {samples.shape[1]} {len(samples)} {judge}{place}"
        self.lines.append(f"{head}: {numbers}")
        self.data += file

    def write(self):
        (here / f"{self.name}.bin").write_bytes(self.data)
        (here / f"{self.name}.txt").write_text("\n".join(self.lines) + "\n")


def source(channels, frames=FRAMES):
    samples = rng.uniform(-1, 1, (frames, channels))
    samples[0, :], samples[1, :] = 0.999, -1.0
    return samples


plain = Archive("uncompressed")
for container, suffix in [("WAV", "wav"), ("WAVEX", "wav"), ("RF64", "wav"), ("AIFF", "aiff")]:
    for subtype in ["PCM_U8", "PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"]:
        for endian in ["FILE", "LITTLE", "BIG"]:
            for channels in [1, 2, 6] if subtype != "ULAW" else [1, 3]:
                if not sf.check_format(container, subtype, endian):
                    continue
                file = io.BytesIO()
                sf.write(file, source(channels), RATE, subtype, endian, container)
                file = file.getvalue()
                plain.add(f"{container}-{subtype}-{endian}-{channels}.{suffix}", file, by_sndfile(file))


def chunk(tag, data, length=None, order="<", pad=True):
    padding = b"\0" if pad and len(data) % 2 else b""
    return tag + struct.pack(order + "I", len(data) if length is None else length) + data + padding


def fmt(tag, channels, bits, bytes_each, form, valid=None, order="<"):
    align = channels * bytes_each
    head = struct.pack(order + "HHIIH", tag, channels, RATE, RATE * align, align)
    if form == 14:
        return head
    head += struct.pack(order + "H", bits)
    if form == 16:
        return head
    if form == 18:
        return head + struct.pack(order + "H", 0)
    if form == 20:
        return head + struct.pack(order + "HH", 0, 0)
    guid = struct.pack(order + "H", tag) + bytes.fromhex("000000001000800000aa00389b71")
    return struct.pack(order + "H", 0xFFFE) + head[2:] + struct.pack(order + "HHI", 22, valid or bits, 0) + guid


def encoded(samples, tag, bytes_each, order="<"):
    if tag == 3:
        return samples.astype(order + f"f{bytes_each}").tobytes()
    whole = np.round(samples * (2.0 ** (8 * bytes_each - 1) - 1)).astype("i8")
    if bytes_each == 1:
        return (whole + 128).astype("u1").tobytes()
    raw = whole.astype(order + "i8").tobytes()
    raw = np.frombuffer(raw, "u1").reshape(-1, 8)
    return (raw[:, :bytes_each] if order == "<" else raw[:, 8 - bytes_each :]).tobytes()


def riff(*chunks, magic=b"RIFF", size=None, order="<"):
    body = b"WAVE" + b"".join(chunks)
    return magic + struct.pack(order + "I", len(body) if size is None else size) + body


LIST = b"INFOISFT\x06\0\0\0Editor"
LAYOUTS = {
    "simple": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"data", d)),
    "no-pad-at-end": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"data", d, pad=False)),
    "odd-before": lambda f, d: riff(chunk(b"bext", b"x" * 603), chunk(b"fmt ", f), chunk(b"data", d)),
    "odd-before-no-pad": lambda f, d: riff(chunk(b"bext", b"x" * 603, pad=False), chunk(b"fmt ", f), chunk(b"data", d)),
    "odd-between": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"junk", b"\1" * 7), chunk(b"data", d), chunk(b"LIST", LIST)),
    "list-between": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"LIST", LIST), chunk(b"fact", b"\0" * 4), chunk(b"data", d)),
    "behind": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"data", d), chunk(b"LIST", LIST), chunk(b"id3 ", b"ID3\4" + b"\0" * 7)),
    "pipe": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"data", d, 0xFFFFFFFF, pad=False), size=0xFFFFFFFF),
    "sox-pipe": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"data", d, 0x7FFFFFFF - 36, pad=False), size=0x7FFFFFFF),
    "signed": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"data", d, 0x7FFFFFFF, pad=False), size=0x7FFFFFFF),
    "recorder": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"data", d, 0, pad=False), size=0),
    "wrong-riff": lambda f, d: riff(chunk(b"fmt ", f), chunk(b"data", d), size=4),
    "ds64": lambda f, d: riff(
        chunk(b"ds64", struct.pack("<QQQI", 0, len(d), 0, 0)), chunk(b"fmt ", f), chunk(b"data", d, 0xFFFFFFFF), magic=b"RF64", size=0xFFFFFFFF
    ),
    "bw64": lambda f, d: riff(
        chunk(b"ds64", struct.pack("<QQQI", 0, len(d), 0, 0)), chunk(b"fmt ", f), chunk(b"data", d, 0xFFFFFFFF), magic=b"BW64", size=0xFFFFFFFF
    ),
    "id3": lambda f, d: b"ID3\4\0\0\0\0\1\5" + b"\0" * 133 + riff(chunk(b"fmt ", f), chunk(b"data", d)),
}
for layout, make in LAYOUTS.items():
    for tag, bytes_each, form in [(1, 1, 16), (1, 2, 14), (1, 2, 18), (1, 3, 16), (1, 3, 40), (1, 4, 20), (3, 4, 18), (3, 8, 16), (3, 4, 40)]:
        channels = 1 if bytes_each == 3 else 2
        samples = source(channels)
        data = encoded(samples, tag, bytes_each)
        file = make(fmt(tag, channels, 8 * bytes_each, bytes_each, form), data)
        # The same samples after the simplest header, which every reference decoder reads.
        judged = by_sndfile(riff(chunk(b"fmt ", fmt(tag, channels, 8 * bytes_each, bytes_each, 16)), chunk(b"data", data)))
        plain.add(f"{layout}-{tag}-{8 * bytes_each}-{form}.wav", file, judged)
for valid, bytes_each in [(24, 4), (20, 3), (12, 2), (20, 4)]:
    samples = source(2)
    # Left-justified, as in the definition: invalid bits are zero.
    whole = np.round(samples * (2.0 ** (valid - 1) - 1)) * 2.0 ** (8 * bytes_each - valid) / 2.0 ** (8 * bytes_each - 1)
    data = encoded(whole * 2.0 ** (8 * bytes_each - 1) / (2.0 ** (8 * bytes_each - 1) - 1), 1, bytes_each)
    file = riff(chunk(b"fmt ", fmt(1, 2, 8 * bytes_each, bytes_each, 40, valid)), chunk(b"data", data))
    plain.add(f"valid-{valid}-of-{8 * bytes_each}.wav", file, by_sndfile(file))
for bytes_each, tag in [(2, 1), (4, 1), (4, 3), (8, 3)]:
    data = encoded(source(2), tag, bytes_each, ">")
    body = chunk(b"fmt ", fmt(tag, 2, 8 * bytes_each, bytes_each, 16, order=">"), order=">") + chunk(b"data", data, order=">")
    file = riff(body, magic=b"RIFX", order=">")
    plain.add(f"rifx-{tag}-{8 * bytes_each}.wav", file, by_scipy(file))
samples = source(2)
data = encoded(samples, 1, 2)
file = riff(chunk(b"fmt ", fmt(1, 2, 16, 2, 16)), chunk(b"data", data[:16]), chunk(b"LIST", LIST), chunk(b"data", data[16:]))
plain.add("two-data.wav", file, by_sndfile(riff(chunk(b"fmt ", fmt(1, 2, 16, 2, 16)), chunk(b"data", data))))
plain.write()


def make(samples, rate, suffix, *options):
    layout = {3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}.get(samples.shape[1])
    read = ["-f", "f32le", "-ar", str(rate), "-ac", str(samples.shape[1])]
    if layout:
        read += ["-channel_layout", layout]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{suffix}"
        plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
        run = [ffmpeg, "-y", "-v", "error", *read, "-i", "-", *plain, *options, str(path)]
        subprocess.run(run, input=samples.astype("<f4").tobytes(), check=True)
        return path.read_bytes()


def tones(channels, rate, seconds):
    t = np.arange(int(rate * seconds)) / rate
    return np.stack([0.5 * np.sin(2 * np.pi * 210 * (i + 2) * t) * np.cos(9 * t * (i + 1)) for i in range(channels)], 1)


def ordered(judged, channels, rate):
    """Restores the order of channels, which libsndfile may leave in that of Vorbis: each channel is recognised by its tone."""
    like = np.abs(np.corrcoef(tones(channels, rate, 0.09).T, judged[0].T)[:channels, channels:])
    order = [int(row.argmax()) if row.max() > 0.4 else -1 for row in like]
    # The low-frequency channel has lost its tone: it is the remaining channel.
    left = set(range(channels)) - set(order)
    order = [left.pop() if place < 0 else place for place in order]
    assert sorted(order) == list(range(channels)), like
    return judged[0][:, order], *judged[1:]


packed = Archive("compressed")
for channels in range(1, 9):
    for quality in ["-1", "4", "9"]:
        file = make(tones(channels, 32000, 0.09), 32000, "ogg", "-c:a", "libvorbis", "-q:a", quality)
        samples = ordered(by_sndfile(file), channels, 32000)
        packed.add(f"vorbis-{channels}-q{quality}.ogg", file, samples, 1500, 8)
    for rate in [16, 32, 96]:
        options = ["-c:a", "libopus", "-b:a", f"{rate * channels}k"]
        if channels > 2:
            options += ["-mapping_family", "1"]
        file = make(tones(channels, 48000, 0.09), 48000, "opus", *options)
        samples = ordered(by_sndfile(file), channels, 48000)
        packed.add(f"opus-{channels}-{rate}.opus", file, samples, 2000, 8)
for rate, bits in [(44100, "128k"), (22050, "64k"), (8000, "16k")]:
    for channels in [1, 2]:
        file = make(tones(channels, rate, 0.2), rate, "mp3", "-c:a", "libmp3lame", "-b:a", bits)
        packed.add(f"mp3-{rate}-{channels}.mp3", file, by_sndfile(file), 500, 8)
for channels in [1, 2, 5, 6, 8]:
    for bits in ["s16", "s32"] if channels < 6 else ["s16"]:
        file = make(tones(channels, 44100, 0.03), 44100, "flac", "-c:a", "flac", "-sample_fmt", bits, "-frame_size", "512")
        packed.add(f"flac-{channels}-{bits}.flac", file, by_sndfile(file), 1000, 8)
        if channels == 2:
            packed.add(f"flac-{channels}-{bits}-byte.flac", file + b"\0", by_sndfile(file), 1314, 8)
            tag = b"TAG" + b"x" * 125
            packed.add(f"flac-{channels}-{bits}-tag.flac", file + tag, by_sndfile(file), 1314, 8)
for channels, fragmented in [(1, False), (2, False), (2, True)]:
    options = ["-c:a", "aac", "-b:a", "64k"] + (["-movflags", "frag_keyframe+empty_moov"] if fragmented else [])
    file = make(tones(channels, 44100, 0.2), 44100, "m4a", *options)
    samples, rate, judge = by_ffmpeg(file, 44100, channels, "pcm_f32le")
    # The samples are FFmpeg's; the length is that of the encoded audio, which is also in the file's tables.
    packed.add(f"aac-{channels}-{'fragmented' if fragmented else 'plain'}.m4a", file, (samples, rate, judge), 3000, 8)


def case(name):
    return (here / "cases" / name).read_bytes()


def joined(*parts):
    return np.concatenate([part[0] for part in parts]), parts[0][1], parts[0][2]


def second(file, mark, before):
    return file.index(mark, file.index(mark) + 4) - before


for name in ["o_ref.ogg", "o_mc4.ogg", "o_opus.opus", "f_id3v1.flac"]:
    packed.add(name, case(name), by_sndfile(case(name)), 19000, 8)
file = case("o_chain.ogg")
at = second(file, b"\1vorbis", 28)
packed.add("o_chain.ogg", file, joined(by_sndfile(file[:at]), by_sndfile(file[at:])), 39900, 8)
file = case("m_concat.mp3")
mark = b"Info" if b"Info" in file else b"Xing"
at = second(file, mark, 0)
at = file.rindex(b"\xff\xf3", 0, at)
packed.add("m_concat.mp3", file, joined(by_sndfile(file[:at]), by_sndfile(file[at:])), 20000, 8)
for name in ["a_fdk.m4a", "a_lc.m4a"]:
    samples, rate, judge = by_ffmpeg(case(name), 44100, 2, "pcm_f32le")
    # FFmpeg ends at the end of the edit list, to a millisecond, or ignores it; 20,000 frames were encoded.
    samples = np.resize(samples, (20000, 2))
    packed.add(name, case(name), (samples, rate, judge), 10000, 8)
packed.write()
