//! A pipeline as versioned data, for storage.

use alloc::vec::Vec;

use super::{ChromaUpsampling, ColorProcessing, Pipeline, Precision, StepSpec};
use crate::error::{Code, Detail, Error, Result};

/// A pipeline as data that outlives a release. Filters and parameters are stored by name; missing parameters have their
/// defaults.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Version of the format. This release writes [`Preset::VERSION`], and migrates older versions.
    pub version: f64,
    /// The steps.
    pub steps: Vec<StepSpec>,
    /// The precision.
    pub precision: Precision,
    /// Where linear steps process YUV frames.
    pub color: ColorProcessing,
    /// How pixels between chroma samples get their colour.
    pub chroma_upsampling: ChromaUpsampling,
    /// The size of the frame relative to the real frame, from 1/1024 to 1: less than 1 for a preview. Parameters in
    /// pixels are multiplied by it.
    pub scale: f64,
}

impl Default for Preset {
    fn default() -> Self {
        Self {
            version: Self::VERSION,
            steps: Vec::new(),
            precision: Precision::default(),
            color: ColorProcessing::default(),
            chroma_upsampling: ChromaUpsampling::default(),
            scale: 1.0,
        }
    }
}

/// Migrates the steps of one version to the next.
type Migration = fn(&mut Vec<StepSpec>);

/// The migrations, the first of which migrates version 1 to version 2. A filter that is renamed, or whose parameters
/// change their meaning, needs a migration.
const MIGRATIONS: [Migration; 0] = [];

impl Preset {
    /// The version of this release.
    pub const VERSION: f64 = 1.0 + MIGRATIONS.len() as f64;

    /// Migrates the preset to the version of this release.
    ///
    /// # Errors
    /// `out-of-range` for an unknown version.
    pub fn up_to_date(mut self) -> Result<Self> {
        for migration in migrations(self.version, &MIGRATIONS)? {
            migration(&mut self.steps);
        }
        Ok(Self { version: Self::VERSION, ..self })
    }

    /// Creates the pipeline.
    ///
    /// # Errors
    /// `out-of-range` for a scale outside its range; `unsupported` for a precision that this build lacks; else as [`Preset::up_to_date`] and [`Pipeline::from_steps`].
    pub fn build(self) -> Result<Pipeline> {
        let preset = self.up_to_date()?;
        preset.precision.check()?;
        let mut pipeline = Pipeline::from_steps(&preset.steps)?;
        pipeline.set_precision(preset.precision);
        pipeline.set_color_processing(preset.color);
        pipeline.set_chroma_upsampling(preset.chroma_upsampling);
        pipeline.set_scale(preset.scale)?;
        Ok(pipeline)
    }
}

/// Returns the migrations from `version` to the latest.
fn migrations(version: f64, all: &[Migration]) -> Result<&[Migration]> {
    let latest = 1.0 + all.len() as f64;
    if (1.0..=latest).contains(&version) && version.fract() == 0.0 {
        return Ok(all.get(version as usize - 1..).unwrap_or_default());
    }
    Err(Error::new(Code::OutOfRange, "version", Detail::Range(1.0, latest), version))
}

#[cfg(feature = "json")]
impl Preset {
    /// Reads JSON: an object with `version`, `steps` and optionally `precision`, `color`, `chromaUpsampling` and
    /// `scale`, or only the array of steps.
    ///
    /// # Errors
    /// `invalid-argument` for text that isn't JSON of this form, naming the location, such as `steps[1].filter`.
    ///
    /// ```
    /// use filmgate::image::frame::{Format, Frame, FrameLayout};
    /// use filmgate::image::pipeline::Preset;
    ///
    /// let json = r#"{ "version": 1, "steps": [{ "filter": "invert" }, { "filter": "gaussianBlur", "sigma": 2 }] }"#;
    /// let mut pipeline = Preset::from_json(json)?.build()?;
    /// let mut frame = Frame::new(FrameLayout::new(Format::Rgba, 4, 4)?)?;
    /// pipeline.apply(&mut frame)?;
    /// assert_eq!(frame.bytes()[..4], [0, 0, 0, 0]);
    /// # Ok::<(), filmgate::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        use serde_json::Value as Json;
        let wrong = |argument: &'static str, expected: &'static str, received: &Json| {
            Error::new(Code::InvalidArgument, argument, expected, kind(received))
        };
        let json: Json = serde_json::from_str(text).map_err(|error| {
            Error::new(Code::InvalidArgument, "preset", "JSON", alloc::string::ToString::to_string(&error))
        })?;
        let mut preset = Self::default();
        let steps = match &json {
            Json::Array(steps) => steps,
            Json::Object(object) => {
                preset.version = object.get("version").and_then(Json::as_f64).unwrap_or(f64::NAN);
                if let Some(color) = object.get("color") {
                    let index = crate::declare::read_name(ColorProcessing::NAMES, &value(color));
                    preset.color = ColorProcessing::ALL[index.map_err(|error| error.within("color"))?];
                }
                if let Some(upsampling) = object.get("chromaUpsampling") {
                    let index = crate::declare::read_name(ChromaUpsampling::NAMES, &value(upsampling));
                    let index = index.map_err(|error| error.within("chromaUpsampling"))?;
                    preset.chroma_upsampling = ChromaUpsampling::ALL[index];
                }
                if let Some(precision) = object.get("precision") {
                    let index = crate::declare::read_name(Precision::NAMES, &value(precision));
                    preset.precision = Precision::ALL[index.map_err(|error| error.within("precision"))?];
                }
                if let Some(scale) = object.get("scale") {
                    preset.scale = scale.as_f64().unwrap_or(f64::NAN);
                }
                let steps = object.get("steps").unwrap_or(&Json::Null);
                steps.as_array().ok_or_else(|| wrong("steps", "an array of steps", steps))?
            }
            other => return Err(wrong("preset", "an object with version and steps", other)),
        };
        for (index, step) in steps.iter().enumerate() {
            let within = |error: Error| error.within(&super::place(index));
            let object = step.as_object().ok_or_else(|| within(wrong("", "a step: { filter, … }", step)))?;
            let filter = object.get("filter").unwrap_or(&Json::Null);
            let filter = filter.as_str().ok_or_else(|| within(wrong("filter", "the name of a filter", filter)))?;
            let parameters = object.iter().filter(|(name, _)| !matches!(name.as_str(), "filter" | "id"));
            preset.steps.push(StepSpec {
                filter: filter.into(),
                parameters: parameters.map(|(name, json)| (name.clone(), value(json))).collect(),
            });
        }
        Ok(preset)
    }
}

/// Converts a JSON value to the value of a parameter.
#[cfg(feature = "json")]
fn value(json: &serde_json::Value) -> crate::declare::Value {
    use serde_json::Value as Json;

    use crate::declare::Value;
    match json {
        Json::Null => Value::Null,
        Json::Bool(boolean) => Value::Boolean(*boolean),
        Json::Number(number) => number.as_f64().map_or(Value::Other("a number out of range".into()), Value::Number),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => {
            let numbers = || items.iter().map(Json::as_f64).collect::<Option<Vec<f64>>>();
            let object = |item: &Json| {
                let fields = item.as_object()?.iter();
                Some(fields.map(|(name, json)| (name.clone(), value(json))).collect())
            };
            let records = || items.iter().map(object).collect::<Option<Vec<_>>>();
            match (numbers(), records()) {
                (Some(numbers), _) => Value::Numbers(numbers),
                (None, Some(records)) => Value::Records(records),
                (None, None) => Value::Other("an array that contains other values than numbers or objects".into()),
            }
        }
        other => Value::Other(kind(other).into()),
    }
}

#[cfg(feature = "json")]
fn kind(json: &serde_json::Value) -> &'static str {
    use serde_json::Value as Json;
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a Boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    }
}

impl From<Vec<StepSpec>> for Preset {
    fn from(steps: Vec<StepSpec>) -> Self {
        Self { steps, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_versions_are_migrated_version_by_version() {
        fn rename(steps: &mut Vec<StepSpec>) {
            steps.retain(|step| step.filter != "obsolete");
        }
        fn drop_first(steps: &mut Vec<StepSpec>) {
            steps.remove(0);
        }
        let all: [Migration; 2] = [rename, drop_first];
        for (version, count) in [(1.0, 2), (2.0, 1), (3.0, 0)] {
            assert_eq!(migrations(version, &all).unwrap().len(), count, "version {version}");
        }
        for version in [0.0, 0.5, 1.5, 4.0, -1.0, f64::NAN, f64::INFINITY] {
            let error = migrations(version, &all).unwrap_err();
            assert_eq!((error.code, &*error.argument), (Code::OutOfRange, "version"), "{version}");
        }
    }

    #[cfg(feature = "json")]
    #[test]
    fn json_errors_name_the_location() {
        let cases = [
            ("{", "preset"),
            ("1", "preset"),
            ("{}", "steps"),
            (r#"{ "steps": [] }"#, "version"),
            (r#"{ "version": 7, "steps": [] }"#, "version"),
            (r#"{ "version": 1, "steps": [], "precision": "low" }"#, "precision"),
            (r#"{ "version": 1, "steps": [], "color": "yuv" }"#, "color"),
            (r#"{ "version": 1, "steps": [], "scale": 0 }"#, "scale"),
            (r#"{ "version": 1, "steps": [], "scale": "1" }"#, "scale"),
            (r#"[{ "filter": "invert" }, 3]"#, "steps[1]"),
            (r#"[{ "filter": 3 }]"#, "steps[0].filter"),
            (r#"[{ "filter": "nope" }]"#, "steps[0].filter"),
            (r#"[{ "filter": "invert", "amount": 2 }]"#, "steps[0].amount"),
            (r#"[{ "filter": "invert", "amount": null }]"#, "steps[0].amount"),
            (r#"[{ "filter": "invert", "amout": 1 }]"#, "steps[0].amout"),
        ];
        for (json, argument) in cases {
            let error = Preset::from_json(json).and_then(Preset::build).unwrap_err();
            assert_eq!(error.argument, argument, "{json}: {error}");
        }
        let good =
            r#"{ "version": 1, "precision": "high", "steps": [{ "filter": "invert", "id": "a", "amount": 1 }] }"#;
        assert_eq!(Preset::from_json(good).unwrap().precision, Precision::High, "the precision is read");
    }
}
