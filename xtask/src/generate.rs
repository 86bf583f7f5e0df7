//! Generates files from the registries: TypeScript types and factories, indices, the specification as data, and the tables
//! of the documentation. Text that doesn't depend on the registries is in TypeScript files that the generated files import.

mod analyses;
mod boundary;
mod codes;
mod factories;
mod kinds;
mod specification;
mod tables;
mod text;

use filmgate::audio::effects;
use filmgate::declare::{Declared, Parameter, Reading, Spec};
use filmgate::image::filters;
use filmgate::image::filters::Domain;

const NOTICE: &str = "Written by `make gen` from the declarations in core: edit those instead.";

/// All declarations of filters, or of effects.
struct Registry {
    /// The property of a step that names its declaration.
    noun: &'static str,
    declarations: Vec<Declaration>,
}

/// The declaration of a filter or an effect.
struct Declaration {
    name: &'static str,
    family: &'static str,
    version: u32,
    docs: &'static [&'static str],
    parameters: &'static [Parameter],
    readings: &'static [Reading],
    /// What a filter works on.
    domain: Option<Domain>,
    /// Whether the result of a filter depends on the frames before.
    temporal: bool,
}

impl Declaration {
    fn new<T: Declared + ?Sized>(spec: &Spec<T>, domain: Option<Domain>) -> Self {
        let Spec { name, family, version, docs, parameters, readings, .. } = *spec;
        Self { name, family, version, docs, parameters, readings, domain, temporal: false }
    }
}

fn filters() -> Registry {
    let declaration = |&spec: &&'static filters::Spec| Declaration {
        temporal: (spec.create)().is_temporal(),
        ..Declaration::new(spec, Some(spec.domain))
    };
    let declarations = filters::REGISTRY.iter().map(declaration).collect();
    Registry { noun: "filter", declarations }
}

fn effects() -> Registry {
    let declarations = effects::REGISTRY.iter().map(|&spec| Declaration::new(spec, None)).collect();
    Registry { noun: "effect", declarations }
}

/// The path and the text of every generated file.
pub(crate) fn files() -> Vec<(&'static str, String)> {
    let (filters, effects) = (filters(), effects());
    vec![
        ("bindings-js/ts/generated/filters.ts", factories::filters(&filters)),
        ("bindings-js/ts/generated/effects.ts", factories::effects(&effects)),
        ("bindings-js/ts/generated/filter-codes.ts", codes::filters(&filters)),
        ("bindings-js/ts/generated/effect-codes.ts", codes::effects(&effects)),
        ("bindings-js/ts/generated/specification.ts", specification::specification(&filters, &effects)),
        ("bindings-js/ts/generated/image-boundary.ts", boundary::image()),
        ("bindings-js/ts/generated/audio-boundary.ts", boundary::audio()),
        ("bindings-js/ts/generated/analyses.ts", analyses::analyses()),
        ("docs/filters.md", tables::filters(&filters)),
        ("docs/effects.md", tables::effects(&effects)),
    ]
}
