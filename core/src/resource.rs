//! Large things that parameters refer to, and that several pipelines may share: colour look-up tables, impulse responses, models.

use alloc::sync::Arc;

use crate::audio::AudioBuffer;
use crate::declare::{Kind, ParameterType, Value};
#[cfg(feature = "voice")]
use crate::effects::voice::NoiseModel;
use crate::error::{Code, Error, Result};
use crate::lut::Lut;

/// A large thing, shared and never changed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Resource {
    /// A colour look-up table: `Kind::Resource("lut")`.
    Lut(Arc<Lut>),
    /// A sound, for instance an impulse response: `Kind::Resource("sound")`.
    Sound(Arc<AudioBuffer>),
    /// The weights of a network: `Kind::Resource("model")`.
    #[cfg(feature = "voice")]
    Model(Arc<NoiseModel>),
}

impl Resource {
    /// Bytes that it takes.
    pub fn byte_length(&self) -> usize {
        match self {
            Self::Lut(lut) => lut.byte_length(),
            Self::Sound(sound) => sound.byte_length(),
            #[cfg(feature = "voice")]
            Self::Model(model) => model.byte_length(),
        }
    }

    /// Whether something else refers to it, too.
    pub(crate) fn is_shared(&self) -> bool {
        match self {
            Self::Lut(lut) => Arc::strong_count(lut) > 1,
            Self::Sound(sound) => Arc::strong_count(sound) > 1,
            #[cfg(feature = "voice")]
            Self::Model(model) => Arc::strong_count(model) > 1,
        }
    }
}

impl From<Lut> for Resource {
    fn from(lut: Lut) -> Self {
        Self::Lut(Arc::new(lut))
    }
}

impl ParameterType for Option<Arc<Lut>> {
    fn default_of(_: &Kind) -> Self {
        None
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            Value::Resource(Resource::Lut(lut)) => Ok(Some(Arc::clone(lut))),
            // The gate puts the resource in the place of its handle: a number that comes here is none.
            _ => Err(Error::new(Code::InvalidArgument, "", "a look-up table, or null", value.received())),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        self.as_ref().map_or(Value::Null, |lut| Value::Resource(Resource::Lut(Arc::clone(lut))))
    }
}

impl From<AudioBuffer> for Resource {
    fn from(sound: AudioBuffer) -> Self {
        Self::Sound(Arc::new(sound))
    }
}

impl ParameterType for Option<Arc<AudioBuffer>> {
    fn default_of(_: &Kind) -> Self {
        None
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            Value::Resource(Resource::Sound(sound)) => Ok(Some(Arc::clone(sound))),
            _ => Err(Error::new(Code::InvalidArgument, "", "a sound, or null", value.received())),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        self.as_ref().map_or(Value::Null, |sound| Value::Resource(Resource::Sound(Arc::clone(sound))))
    }
}

#[cfg(feature = "voice")]
impl From<NoiseModel> for Resource {
    fn from(model: NoiseModel) -> Self {
        Self::Model(Arc::new(model))
    }
}

#[cfg(feature = "voice")]
impl ParameterType for Option<Arc<NoiseModel>> {
    fn default_of(_: &Kind) -> Self {
        None
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            Value::Resource(Resource::Model(model)) => Ok(Some(Arc::clone(model))),
            _ => Err(Error::new(Code::InvalidArgument, "", "a noise model, or null", value.received())),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        self.as_ref().map_or(Value::Null, |model| Value::Resource(Resource::Model(Arc::clone(model))))
    }
}
