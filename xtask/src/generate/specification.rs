//! The specifications of filters and effects as data, for user interfaces: the module `filmgate/spec`.

use std::fmt::Write as _;

use filmgate::declare::{Parameter, Reading, wire_name};
use filmgate::image::frame::RowFormat;

use super::kinds::specification_of;
use super::text::{doc, quoted};
use super::{Declaration, NOTICE, Registry};

/// Generates the lists of all filters and effects.
pub(super) fn specification(filters: &Registry, effects: &Registry) -> String {
    let mut out = format!(
        "// {NOTICE}\n\nimport type {{ EffectSpec, FilterSpec }} from \"../shared/specification.js\";\n\n\
         /** All filters, in the order of the documentation. */\nexport const FILTERS: readonly FilterSpec[] = [\n"
    );
    for declaration in &filters.declarations {
        let parameters = declaration.parameters.iter().map(|it| format!("{{ {} }}", specification_of(it)));
        let domain = declaration.domain.map_or(String::new(), |domain| {
            let (name, temporal, gray) = (domain.name(), declaration.temporal, domain.has(RowFormat::Gray8));
            format!("domain: \"{name}\",\n    temporal: {temporal},\n    gray: {gray}")
        });
        entry(&mut out, declaration, &domain, parameters);
    }
    out.push_str(
        "];\n\n/** All effects, in the order of the documentation. */\nexport const EFFECTS: readonly EffectSpec[] = [\n",
    );
    for declaration in &effects.declarations {
        let readings: Vec<String> = declaration.readings.iter().map(reading).collect();
        let readings = format!("readings: [{}]", readings.join(", "));
        entry(&mut out, declaration, &readings, declaration.parameters.iter().map(effect_parameter));
    }
    out + "];\n"
}

fn entry(out: &mut String, declaration: &Declaration, own: &str, parameters: impl Iterator<Item = String>) {
    let Declaration { name, family, version, docs, .. } = declaration;
    let parameters: Vec<String> = parameters.collect();
    let _ = writeln!(
        out,
        "  {{\n    name: \"{name}\",\n    family: \"{family}\",\n    version: {version},\n    description: {},\n    \
         {own},\n    parameters: [{}],\n  }},",
        quoted(&doc(docs)),
        parameters.join(", ")
    );
}

fn effect_parameter(parameter: &Parameter) -> String {
    let (fixed, automatable) = (parameter.kind.is_fixed(), parameter.kind.is_automatable());
    format!("{{ {}, fixed: {fixed}, automatable: {automatable} }}", specification_of(parameter))
}

fn reading(Reading { name, docs, unit }: &Reading) -> String {
    let (name, unit) = (wire_name(name), unit.symbol().trim());
    format!("{{ name: \"{name}\", description: {}, unit: \"{unit}\" }}", quoted(&doc(docs)))
}
