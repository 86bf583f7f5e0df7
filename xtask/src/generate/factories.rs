//! Types and factories of steps.

use std::fmt::Write as _;

use filmgate::declare::{Kind, Parameter, Reading, RecordSpec, wire_name};

use super::kinds::{range_of, type_of};
use super::text::{comment, doc, pascal};
use super::{Declaration, NOTICE, Registry};

/// Generates the module `filmgate/filters`.
pub(super) fn filters(registry: &Registry) -> String {
    let imports = "import type { Frame } from \"../image/frame.js\";\nimport type { Lut } from \"../image/lut.js\";\n\
                   import type { FilterStepOptions } from \"../shared/steps.js\";\n";
    factories(registry, imports, "FilterStepOptions") + &union(registry, "Step", "pipeline", "FilterName")
}

/// Generates the module `filmgate/audio/effects`.
pub(super) fn effects(registry: &Registry) -> String {
    let imports = "import type { NoiseModel, Samples } from \"../audio/samples.js\";\n\
                   import type { EffectStepOptions } from \"../shared/steps.js\";\n";
    factories(registry, imports, "EffectStepOptions") + &union(registry, "ChainStep", "chain", "EffectName")
}

fn factories(registry: &Registry, imports: &str, common: &str) -> String {
    let mut out = format!("// {NOTICE}\n\n{imports}");
    let parameters = registry.declarations.iter().flat_map(|declaration| declaration.parameters);
    let mut records: Vec<&RecordSpec> = Vec::new();
    for Parameter { kind, .. } in parameters {
        if let Kind::Records { record, .. } = kind
            && records.iter().all(|known| known.name != record.name)
        {
            records.push(record);
        }
    }
    records.into_iter().for_each(|record| record_type(&mut out, record));
    for declaration in &registry.declarations {
        factory(&mut out, declaration, registry.noun, common);
    }
    out
}

/// Writes the type of a record.
fn record_type(out: &mut String, record: &RecordSpec) {
    out.push('\n');
    out.push_str(&comment("", &doc(record.docs)));
    let _ = writeln!(out, "export interface {} {{", record.name);
    for (index, Parameter { name, docs, kind }) in record.fields.iter().enumerate() {
        let range = pascal(&range_of(kind));
        let is_required = index < record.required;
        let range = if is_required { range.split(", default").next().unwrap_or_default() } else { &range };
        out.push_str(&comment("  ", &format!("{}\n{range}.", doc(docs))));
        let (mark, end) = if is_required { ("", "") } else { ("?", " | undefined") };
        let _ = writeln!(out, "  readonly {}{mark}: {}{end};", wire_name(name), type_of(kind));
    }
    out.push_str("}\n");
}

/// Writes the type of the parameters, the type of the step, and the function that creates a step.
fn factory(out: &mut String, declaration: &Declaration, noun: &str, common: &str) {
    let Declaration { name, docs, parameters, readings, .. } = declaration;
    let title = pascal(name);
    let _ =
        write!(out, "\n/** Parameters of {{@link {name}}}. */\nexport interface {title}Options extends {common} {{\n");
    for Parameter { name, docs, kind } in *parameters {
        out.push_str(&comment("  ", &format!("{}\n{}.", doc(docs), pascal(&range_of(kind)))));
        let _ = writeln!(out, "  readonly {}?: {} | undefined;", wire_name(name), type_of(kind));
    }
    let _ = write!(
        out,
        "}}\n\n/** A step of {{@link {name}}}, as plain data. */\nexport interface {title}Step extends {title}Options \
         {{\n  readonly {noun}: \"{name}\";\n}}\n\n"
    );
    let mut text = doc(docs);
    for Reading { name, docs, unit } in *readings {
        let unit = unit.symbol().trim();
        let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        let _ = write!(text, "\n\nMeasures `{}`{unit}: {}", wire_name(name), doc(docs));
    }
    out.push_str(&comment("", &text));
    let _ = write!(
        out,
        "export function {name}(options: {title}Options = {{}}): {title}Step {{\n  return {{ {noun}: \"{name}\", \
         ...options }};\n}}\n"
    );
}

/// Generates the union of all steps, and of all names.
fn union(registry: &Registry, step: &str, whole: &str, names: &str) -> String {
    let noun = registry.noun;
    let steps: Vec<String> =
        registry.declarations.iter().map(|declaration| format!("{}Step", pascal(declaration.name))).collect();
    let article = if noun == "effect" { "an" } else { "a" };
    format!(
        "\n/** A step of a {whole}, as plain data. */\nexport type {step} =\n  | {};\n\n/** The name of {article} {noun}. \
         */\nexport type {names} = {step}[\"{noun}\"];\n",
        steps.join("\n  | ")
    )
}
