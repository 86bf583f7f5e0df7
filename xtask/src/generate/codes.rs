//! The names of filters, effects and parameters in the order of their indices, which scripts need to write steps.

use std::fmt::Write as _;

use filmgate::audio::effects::REGISTRY;
use filmgate::declare::{Kind, Number, Parameter, fingerprint, wire_name};

use super::text::strings;
use super::{Declaration, NOTICE, Registry};

/// Generates the parameters of each filter.
pub(super) fn filters(registry: &Registry) -> String {
    let mut out = format!(
        "// {NOTICE}\n\nimport type {{ FilterName }} from \"./filters.js\";\n\n\
         /** Parameters of each filter, in the order of their indices. */\n\
         export const FILTER_PARAMETERS: {{ readonly [K in FilterName]: readonly string[] }} = {{\n"
    );
    for Declaration { name, parameters, .. } in &registry.declarations {
        let names: Vec<String> = parameters.iter().map(|parameter| wire_name(parameter.name)).collect();
        let _ = writeln!(out, "  {name}: [{}],", strings(&names));
    }
    out + "};\n"
}

/// Generates the effects with their parameters and readings, and the hashes that a module must match.
pub(super) fn effects(registry: &Registry) -> String {
    let mut out = format!(
        "// {NOTICE}\n\nimport type {{ EffectCode }} from \"../audio/codes.js\";\n\n\
         /** Effects in the order of their indices, with parameters and readings in the order of theirs. */\n\
         export const EFFECT_CODES: readonly EffectCode[] = [\n"
    );
    for Declaration { name, parameters, readings, .. } in &registry.declarations {
        let parameters: Vec<String> = parameters.iter().map(code).collect();
        let readings: Vec<String> = readings.iter().map(|reading| wire_name(reading.name)).collect();
        let _ = writeln!(
            out,
            "  {{ name: \"{name}\", parameters: [{}], readings: [{}] }},",
            parameters.join(", "),
            strings(&readings)
        );
    }
    let _ = write!(
        out,
        "];\n\n/** A module returns one of these hashes: of all names above, or of those before the family `analysis`. */\n\
         export const FINGERPRINTS: readonly number[] = [{}, {}];\n",
        fingerprint(REGISTRY),
        fingerprint(REGISTRY.split(|spec| spec.family == "analysis").next().unwrap_or_default()),
    );
    out
}

fn code(parameter: &Parameter) -> String {
    let mut code = format!("{{ name: \"{}\"", wire_name(parameter.name));
    if let Kind::Number(Number { default, range: (min, max), .. }) = parameter.kind
        && parameter.kind.is_automatable()
    {
        let _ = write!(code, ", automatable: [{default}, {min}, {max}]");
    }
    if parameter.kind.is_fixed() {
        code.push_str(", fixed: true");
    }
    code + " }"
}
