//! Runs the examples, without arguments and with files.
//!
//! `cargo test` builds them, unless its arguments name other targets.

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};
    use std::{env, fs};

    use filmgate::audio::files::{Depth, decode, encode_wav};
    use filmgate::audio::{AudioBuffer, AudioFormat};
    use image::{ImageFormat, Rgb, RgbImage, RgbaImage};

    /// Creates an empty directory.
    fn directory(name: &str) -> PathBuf {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples").join(name);
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        directory
    }

    /// Runs an example with `directory` for temporary files.
    fn run(example: &str, directory: &Path, arguments: &[&Path]) -> Output {
        let test = env::current_exe().unwrap();
        let target = test.parent().and_then(Path::parent).unwrap();
        let program = target.join("examples").join(example).with_extension(env::consts::EXE_EXTENSION);
        assert!(program.exists(), "{} is missing: run `cargo test` without naming targets", program.display());
        let variables = ["TMPDIR", "TEMP", "TMP"].map(|name| (name, directory));
        Command::new(program).args(arguments).envs(variables).output().unwrap()
    }

    fn succeed(example: &str, directory: &Path, arguments: &[&Path]) -> String {
        let output = run(example, directory, arguments);
        assert!(output.status.success(), "{example}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn png(path: &Path) -> RgbaImage {
        image::load_from_memory_with_format(&fs::read(path).unwrap(), ImageFormat::Png).unwrap().into_rgba8()
    }

    /// A picture with a bright left half.
    fn halves() -> RgbImage {
        RgbImage::from_fn(64, 40, |x, _| if x < 32 { Rgb([250; 3]) } else { Rgb([10; 3]) })
    }

    #[test]
    fn picture_draws_and_decodes() {
        let directory = directory("picture");
        let printed = succeed("picture", &directory, &[]);
        let drawn = png(&directory.join("filmgate-picture.png"));
        assert_eq!((drawn.width(), drawn.height()), (320, 240), "{printed}");
        let brightness = |x: u32, y: u32| drawn.get_pixel(x, y).0[..3].iter().map(|&c| u32::from(c)).sum::<u32>();
        assert!(brightness(200, 150) > brightness(60, 60) + 60, "the gradient is drawn");
        assert!(brightness(319, 239) < brightness(240, 180), "the corner is dark");

        let (input, output) = (directory.join("halves.jpg"), directory.join("result.png"));
        halves().save(&input).unwrap();
        succeed("picture", &directory, &[&input, &output]);
        let result = png(&output);
        assert_eq!((result.width(), result.height()), (320, 200), "the ratio of the sides");
        assert!(result.get_pixel(80, 100).0[0] > 200, "the bright half");
        assert!(result.get_pixel(240, 100).0[0] < 50, "the dark half");

        let damaged = directory.join("damaged.jpg");
        fs::write(&damaged, b"not a picture").unwrap();
        assert!(!run("picture", &directory, &[&damaged]).status.success(), "a file that isn't a picture");
    }

    #[test]
    fn preset_runs_its_own_and_other_steps() {
        let directory = directory("preset");
        let printed = succeed("preset", &directory, &[]);
        assert!(printed.contains("geometry"), "{printed}");
        let drawn = png(&directory.join("filmgate-preset.png"));
        assert_eq!((drawn.width(), drawn.height()), (300, 400), "a quarter turn");

        let [preset, input, output] = ["invert.json", "halves.png", "result.png"].map(|name| directory.join(name));
        fs::write(&preset, r#"[{ "filter": "invert" }]"#).unwrap();
        halves().save(&input).unwrap();
        succeed("preset", &directory, &[&preset, &input, &output]);
        let inverted = halves().pixels().map(|pixel| pixel.0.map(|c| 255 - c)).collect::<Vec<_>>();
        let result = png(&output).pixels().map(|&image::Rgba([r, g, b, _])| [r, g, b]).collect::<Vec<_>>();
        assert!(result == inverted, "each pixel is inverted");

        fs::write(&preset, r#"[{ "filter": "invert", "amount": 7 }]"#).unwrap();
        let failed = run("preset", &directory, &[&preset]);
        let message = String::from_utf8(failed.stderr).unwrap();
        assert!(!failed.status.success(), "a wrong parameter");
        assert!(message.contains("steps[0].amount"), "{message}");
    }

    #[test]
    fn wav_synthesises_and_decodes() {
        let directory = directory("wav");
        let printed = succeed("wav", &directory, &[]);
        let audio = decode(&fs::read(directory.join("filmgate-wav.wav")).unwrap()).unwrap();
        assert_eq!((audio.format().sample_rate(), audio.format().channels()), (48_000.0, 2), "{printed}");
        assert!(audio.frames() > 48_000, "the reverberation continues after the tone");
        let peak = |audio: &AudioBuffer| audio.channel(0).iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!((0.2..0.95).contains(&peak(&audio)), "the peak {} is audible and limited", peak(&audio));

        let (input, output) = (directory.join("loud.wav"), directory.join("result.wav"));
        let mut loud = AudioBuffer::new(AudioFormat::new(44_100.0, 1).unwrap(), 22_050).unwrap();
        loud.channel_mut(0).iter_mut().enumerate().for_each(|(i, sample)| *sample = (i as f32 * 0.1).sin());
        fs::write(&input, encode_wav(&loud, Depth::Float32, false).unwrap().bytes).unwrap();
        succeed("wav", &directory, &[&input, &output]);
        let result = decode(&fs::read(&output).unwrap()).unwrap();
        assert_eq!((result.format().sample_rate(), result.format().channels()), (44_100.0, 1), "the input's format");
        assert!(result.frames() >= 22_050, "the length");
        assert!(peak(&result) < 0.9, "the peak {} is below the ceiling of the limiter", peak(&result));
    }
}
