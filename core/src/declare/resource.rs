//! Large data that parameters refer to and that several pipelines or chains may share: look-up tables, impulse responses,
//! models.

use alloc::sync::Arc;
use core::any::Any;
use core::fmt;

/// A type of which parameters can hold shared, immutable instances, as `Option<Arc<T>>`.
pub trait Resource: Any + Send + Sync {
    /// The kind, as [`Kind::Resource`](super::Kind::Resource) names it.
    fn kind(&self) -> &'static str;

    /// Bytes that the data take.
    fn byte_length(&self) -> usize;

    /// What a parameter of this type accepts, for error messages: "a look-up table, or null".
    fn expected() -> &'static str
    where
        Self: Sized;
}

/// A resource of any type, shared.
#[derive(Clone)]
pub struct Shared(Arc<dyn Resource>);

impl Shared {
    /// Bytes that the data take.
    pub fn byte_length(&self) -> usize {
        self.0.byte_length()
    }

    /// Whether anything else refers to the same data.
    pub fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// The resource, if it is of type `T`.
    pub fn get<T: Resource>(&self) -> Option<Arc<T>> {
        let any: Arc<dyn Any + Send + Sync> = self.0.clone();
        any.downcast().ok()
    }
}

impl<T: Resource> From<Arc<T>> for Shared {
    fn from(resource: Arc<T>) -> Self {
        Self(resource)
    }
}

impl<T: Resource> From<T> for Shared {
    fn from(resource: T) -> Self {
        Self(Arc::new(resource))
    }
}

/// Resources are equal if they are the same one.
impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind())
    }
}
