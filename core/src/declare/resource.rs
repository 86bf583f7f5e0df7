//! Large data that parameters refer to, and that pipelines or chains can share: look-up tables, impulse responses,
//! models.

use alloc::sync::Arc;
use core::any::Any;
use core::fmt;

/// A type whose instances parameters can hold, immutable and shared, as `Option<Arc<T>>`.
pub trait Resource: Any + Send + Sync {
    /// The kind, as in [`Kind::Resource`](super::Kind::Resource).
    fn kind(&self) -> &'static str;

    /// Size of the data in bytes.
    fn byte_length(&self) -> usize;

    /// The expected value of a parameter of this type, for error messages: "a look-up table, or null".
    fn expected() -> &'static str
    where
        Self: Sized;
}

/// A shared resource of any type.
#[derive(Clone)]
pub struct Shared(Arc<dyn Resource>);

impl Shared {
    /// Size of the data in bytes.
    pub fn byte_length(&self) -> usize {
        self.0.byte_length()
    }

    /// Whether anything else refers to the same data.
    pub fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// The resource, if it has the type `T`.
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

/// Resources are equal if they are the same instance.
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
