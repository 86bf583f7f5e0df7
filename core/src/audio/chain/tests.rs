use super::*;
use crate::audio::AudioBuffer;
use crate::audio::effects;
use crate::audio::effects::testing::{RATE, buffer, noise};

fn format() -> AudioFormat {
    AudioFormat::new(RATE, 2).unwrap()
}

fn gain(decibels: f64) -> Step {
    let mut effect = effects::create("gain").unwrap();
    effect.set(0, &Value::Number(decibels)).unwrap();
    Step::new(effect)
}

fn run(chain: &mut Chain, channels: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut buffer = buffer(channels);
    chain.process(&mut buffer.block_mut(0), None, None);
    (0..channels.len()).map(|channel| buffer.channel(channel).to_vec()).collect()
}

#[test]
fn an_empty_chain_and_a_bypassed_step_leave_audio_unchanged() {
    let input = noise(2, 1000);
    assert_eq!(run(&mut Chain::new(format(), Vec::new()).unwrap(), &input), input, "empty");
    let mut step = gain(-20.0);
    step.bypass = true;
    assert_eq!(run(&mut Chain::new(format(), vec![step]).unwrap(), &input), input, "bypassed");
    let mut step = gain(-20.0);
    step.mix = 0.0;
    assert_eq!(run(&mut Chain::new(format(), vec![step]).unwrap(), &input), input, "mix 0");
}

#[test]
fn bypass_fades_out_and_in() {
    let mut chain = Chain::new(format(), vec![gain(-100.0)]).unwrap();
    chain.change(0, &Change::Bypass(true), Some(1000)).unwrap();
    chain.change(0, &Change::Mix(0.5), Some(9000)).unwrap();
    chain.change(0, &Change::Bypass(false), Some(10_000)).unwrap();
    let output = run(&mut chain, &[vec![1.0; 20_000], vec![1.0; 20_000]]);
    assert!(output[0][..1000].iter().all(|&sample| sample == 0.0), "on");
    assert!(output[0][1000] > 0.0 && output[0][1000] < 0.01, "no click");
    assert!((output[0][1480] - 0.632).abs() < 0.002, "10 ms after the bypass ends: {}", output[0][1480]);
    assert!(output[0][9000..10_000].iter().all(|&sample| sample == 1.0), "bypassed, with the mix only stored");
    assert!((output[0][19_999] - 0.5).abs() < 1e-5, "fades to the new mix: {}", output[0][19_999]);
}

#[test]
fn non_finite_samples_are_muted_and_do_not_spread() {
    let mut input = noise(2, 1000);
    for (frame, bad) in [(10, f32::NAN), (200, f32::INFINITY), (999, f32::NEG_INFINITY)] {
        input[0][frame] = bad;
    }
    let mut clean = input.clone();
    clean[0].iter_mut().filter(|sample| !sample.is_finite()).for_each(|sample| *sample = 0.0);
    let mut chain = Chain::new(format(), vec![gain(0.0)]).unwrap();
    assert_eq!(run(&mut chain, &input), clean, "non-finite input is muted");
    assert_eq!(chain.faults(), 0, "non-finite input isn't a fault of an effect");
    let mut loud = Chain::new(format(), vec![gain(48.0)]).unwrap();
    let output = run(&mut loud, &[vec![f32::MAX; 300], vec![0.5; 300]]);
    assert_eq!(output[0], vec![0.0; 300], "overflows are muted");
    assert_eq!(loud.faults(), 2, "one fault per grid step");
}

#[test]
fn invalid_changes_are_errors_without_effect() {
    let mut chain = Chain::new(format(), vec![gain(0.0)]).unwrap();
    let number = Value::Number(100.0);
    let code = |chain: &mut Chain, step, change, at| chain.change(step, &change, at).unwrap_err().code;
    assert_eq!(code(&mut chain, 1, Change::Mix(1.0), None), Code::UnknownParameter, "missing step");
    assert_eq!(code(&mut chain, 0, Change::Parameter(7, &number), None), Code::UnknownParameter, "missing parameter");
    let error = chain.change(0, &Change::Parameter(0, &number), None).unwrap_err();
    assert_eq!((error.code, &*error.argument), (Code::OutOfRange, "steps[0].gain"), "out of range");
    assert_eq!(code(&mut chain, 0, Change::Mix(f64::NAN), None), Code::OutOfRange, "NaN");
    for _ in 0..Chain::MAXIMUM_WAITING {
        chain.change(0, &Change::Mix(1.0), Some(1 << 40)).unwrap();
    }
    assert_eq!(code(&mut chain, 0, Change::Mix(1.0), Some(1 << 41)), Code::Busy, "queue full");
    chain.reset();
    chain.change(0, &Change::Mix(1.0), None).unwrap();
    let many = (0..65).map(|_| gain(0.0)).collect();
    assert_eq!(Chain::new(format(), many).unwrap_err().code, Code::OutOfRange, "too many steps");
}

#[test]
fn steps_as_data_are_validated_and_give_the_same_bits() {
    let number = |name: &str, number: f64| vec![(name.into(), Value::Number(number))];
    let spec = StepSpec { effect: "gain".into(), parameters: number("gain", -12.0), mix: 0.5, ..StepSpec::default() };
    let input = noise(2, 700);
    let step = Step { mix: 0.5, ..gain(-12.0) };
    let built = run(&mut Chain::new(format(), vec![step]).unwrap(), &input);
    assert_eq!(
        run(&mut Chain::from_steps(format(), core::slice::from_ref(&spec)).unwrap(), &input),
        built,
        "the same bits"
    );

    let cases = [
        (StepSpec { effect: "gian".into(), ..StepSpec::default() }, Code::UnknownEffect, "steps[1].effect"),
        (StepSpec { parameters: number("gian", 1.0), ..spec.clone() }, Code::UnknownParameter, "steps[1].gian"),
        (StepSpec { parameters: number("gain", 1e9), ..spec.clone() }, Code::OutOfRange, "steps[1].gain"),
        (StepSpec { mix: 1.5, ..spec.clone() }, Code::OutOfRange, "steps[1].mix"),
    ];
    for (wrong, code, argument) in cases {
        let error = Chain::from_steps(format(), &[spec.clone(), wrong]).unwrap_err();
        assert_eq!((error.code, &*error.argument), (code, argument), "{error}");
    }
    let many = vec![spec; Chain::MAXIMUM_STEPS + 1];
    assert_eq!(Chain::from_steps(format(), &many).unwrap_err().argument, "steps", "too many steps");
}

#[test]
fn one_automation_value_equals_one_per_frame() {
    let input = noise(2, 512);
    let outputs = [1, 512].map(|length| {
        let mut chain = Chain::new(format(), vec![gain(0.0)]).unwrap();
        let mut automation = Automation::new(&[(0, 0), (0, 1)], 512, format()).unwrap();
        automation.set(0, &vec![-12.0; length]);
        automation.set(1, &vec![0.75; length]);
        let mut buffer = buffer(&input);
        chain.process(&mut buffer.block_mut(0), None, Some(&automation));
        buffer.channel(1).to_vec()
    });
    assert_eq!(outputs[0], outputs[1], "one value and one per frame are bit-exact");
    assert_ne!(outputs[0], input[1], "the effect changes the audio");
}

#[test]
fn channels_beyond_the_chain_are_left_unchanged() {
    let wide = AudioFormat::new(RATE, 4).unwrap();
    let mut buffer = AudioBuffer::new(wide, 300).unwrap();
    (0..4).for_each(|channel| buffer.channel_mut(channel).fill(1.0));
    let mut step = gain(-100.0);
    step.mix = 0.5;
    let mut chain = Chain::new(format(), vec![step]).unwrap();
    chain.process(&mut buffer.block_mut(0), None, None);
    assert_eq!((buffer.channel(0)[0], buffer.channel(3)[0]), (0.5, 1.0), "first channel processed, last unchanged");
}

#[test]
fn inaudible_samples_become_zero() {
    // These include denormals, which made the voice chain 14 times as slow.
    for quiet in [1e-39, -1e-35, 9e-31, f32::MIN_POSITIVE] {
        let mut chain = Chain::new(format(), vec![gain(40.0)]).unwrap();
        assert_eq!(run(&mut chain, &[vec![quiet; 300], vec![1e-29; 300]])[0], vec![0.0; 300], "{quiet}");
        assert_eq!(chain.faults(), 0, "denormal input isn't a fault");
    }
    let mut chain = Chain::new(format(), vec![gain(-80.0)]).unwrap();
    let output = run(&mut chain, &[vec![1e-27; 300], vec![1e-20; 300]]);
    assert_eq!(output[0], vec![0.0; 300], "output that becomes inaudible");
    assert!(output[1].iter().all(|&sample| sample != 0.0), "audible output is kept");
}

#[test]
fn immediate_changes_succeed_when_the_queue_is_full() {
    let mut chain = Chain::new(format(), vec![gain(0.0)]).unwrap().without_smoothing();
    let value = Value::Number;
    // One more than the queue can hold.
    for frame in 1..=Chain::MAXIMUM_WAITING as u64 {
        chain.change(0, &Change::Parameter(0, &value(-6.0)), Some(1000 + frame)).unwrap();
    }
    let error = chain.change(0, &Change::Parameter(0, &value(-6.0)), Some(5000)).unwrap_err();
    assert_eq!(error.code, Code::Busy, "{error}");
    // While audio is paused, a page may set a slider any number of times: only the last value counts.
    for step in 0..5000 {
        chain.change(0, &Change::Parameter(0, &value(-60.0 + f64::from(step % 50))), None).unwrap();
    }
    chain.change(0, &Change::Bypass(true), None).unwrap();
    chain.change(0, &Change::Bypass(false), None).unwrap();
    chain.change(0, &Change::Parameter(0, &value(-20.0)), None).unwrap();
    let result = run(&mut chain, &[vec![1.0; 900], vec![1.0; 900]]);
    assert!((result[0][899] - 0.1).abs() < 1e-6, "{}", result[0][899]);
}

#[test]
fn due_changes_are_applied_before_immediate_ones() {
    let mut chain = Chain::new(format(), vec![gain(0.0)]).unwrap().without_smoothing();
    chain.change(0, &Change::Parameter(0, &Value::Number(-6.0)), Some(64)).unwrap();
    run(&mut chain, &[vec![1.0; 64], vec![1.0; 64]]);
    chain.change(0, &Change::Parameter(0, &Value::Number(-20.0)), None).unwrap();
    let result = run(&mut chain, &[vec![1.0; 64], vec![1.0; 64]]);
    assert!(result[0].iter().all(|sample| (sample - 0.1).abs() < 1e-6), "the immediate change is applied last");
}
