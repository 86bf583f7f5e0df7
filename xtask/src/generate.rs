//! Generates files from the registries: TypeScript types and factories, specifications as data, and tables for the
//! documentation.

mod boundary;
mod effects;

use std::fmt::Write as _;

use filmgate::declare::{Kind, Number, Parameter, wire_name};
use filmgate::image::filters::REGISTRY;
use filmgate::image::filters::Spec;

const NOTICE: &str = "Written by `make gen` from the declarations in core: edit those instead.";

/// The path and the text of every generated file.
pub(crate) fn files() -> Vec<(&'static str, String)> {
    vec![
        ("bindings-js/ts/generated/filters.ts", filters()),
        ("bindings-js/ts/generated/spec.ts", spec()),
        ("docs/filters.md", table()),
        ("bindings-js/ts/generated/effects.ts", effects::effects()),
        ("bindings-js/ts/generated/effect-spec.ts", effects::spec()),
        ("docs/effects.md", effects::table()),
        ("bindings-js/ts/generated/boundary.ts", boundary::boundary()),
    ]
}

fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// Joins the lines of a doc comment.
fn doc(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

fn comment(indent: &str, text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if let [line] = lines.as_slice() {
        return format!("{indent}/** {line} */\n");
    }
    let body: String = lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
    format!("{indent}/**\n{body}{indent} */\n")
}

fn strings(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

fn type_of(kind: &Kind) -> String {
    match kind {
        Kind::Number(_) | Kind::Integer(_) => "number".into(),
        Kind::Frame => "Frame | null".into(),
        Kind::Resource("lut") => "Lut | null".into(),
        Kind::Resource("sound") => "Samples | null".into(),
        Kind::Resource("model") => "NoiseModel | null".into(),
        // The generated file has no such type, so an unknown resource fails the type check.
        Kind::Resource(other) => format!("UnknownResource<\"{other}\"> | null"),
        Kind::Boolean(_) => "boolean".into(),
        Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => {
            names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" | ")
        }
        Kind::Color(_)
        | Kind::Point(_)
        | Kind::Curve(_)
        | Kind::Table { .. }
        | Kind::Gradient(_)
        | Kind::Matrix { .. }
        | Kind::Kernel { .. }
        | Kind::Bands(_) => "readonly number[]".into(),
    }
}

fn numbers(values: &[f64]) -> String {
    format!("[{}]", values.iter().map(f64::to_string).collect::<Vec<_>>().join(", "))
}

fn default_of(kind: &Kind) -> String {
    match kind {
        Kind::Number(number) | Kind::Integer(number) => number.default.to_string(),
        Kind::Boolean(value) => value.to_string(),
        Kind::Enum { names, default } | Kind::FixedEnum { names, default } => format!("\"{}\"", names[*default]),
        Kind::Color(color) => numbers(color),
        Kind::Point(point) => numbers(point),
        Kind::Curve(points) => numbers(points),
        Kind::Gradient(stops) => numbers(stops),
        Kind::Matrix { default, .. } | Kind::Kernel { default, .. } | Kind::Table { default, .. } => numbers(default),
        Kind::Bands(bands) => numbers(bands),
        Kind::Resource(_) | Kind::Frame => "null".into(),
    }
}

/// Describes the range and the default of a parameter.
fn range_of(kind: &Kind) -> String {
    let default = default_of(kind);
    match kind {
        Kind::Number(number) | Kind::Integer(number) => {
            let Number { range: (min, max), unit, .. } = number;
            let unit = unit.symbol();
            let whole = if matches!(kind, Kind::Integer(_)) { "whole number " } else { "" };
            format!("{whole}from {min} to {max}{unit}, default {default}{unit}")
        }
        Kind::Matrix { default: values, range: (min, max), .. } => {
            format!("{} numbers from {min} to {max}, default {default}", values.len())
        }
        Kind::Color(_) => format!("red, green, blue and alpha from 0 to 1, default {default}"),
        Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => {
            format!("one of {}, default {default}", strings(names))
        }
        Kind::Curve(_) => format!("2 to 64 points x, y, each from 0 to 1, with increasing x, default {default}"),
        Kind::Table { range: (min, max), .. } => {
            format!("2 to 65536 numbers from {min} to {max}, default {default}")
        }
        Kind::Gradient(_) => format!(
            "2 to 32 stops position, red, green, blue, each from 0 to 1, with positions that don't decrease, default {default}"
        ),
        Kind::Kernel { rank: 2, .. } => {
            format!(
                "a square with an odd side of up to 15, row by row, of numbers from -65536 to 65536, default {default}"
            )
        }
        Kind::Kernel { .. } => format!("an odd number of up to 31 numbers from -65536 to 65536, default {default}"),
        Kind::Bands(_) => format!("up to 16 bands type, frequency, gain, Q, default {default}"),
        Kind::Resource(name) => format!("a `{name}`, default {default}"),
        Kind::Boolean(_) | Kind::Point(_) | Kind::Frame => format!("default {default}"),
    }
}

fn filters() -> String {
    let mut out = format!("// {NOTICE}\n\n");
    out.push_str(
        "import type { Frame } from \"../image/frame.js\";\nimport type { Lut } from \"../image/lut.js\";\n\n",
    );
    out.push_str("/** The value of a parameter, as plain data. */\n");
    out.push_str("export type ParameterValue = number | boolean | string | readonly number[];\n");
    for Spec { name, docs, parameters, .. } in REGISTRY {
        let title = pascal(name);
        let _ = write!(out, "\n/** Parameters of {{@link {name}}}. */\nexport interface {title}Options {{\n");
        for Parameter { name, docs, kind } in *parameters {
            out.push_str(&comment("  ", &format!("{}\n{}.", doc(docs), pascal(&range_of(kind)))));
            let _ = writeln!(out, "  readonly {}?: {} | undefined;", wire_name(name), type_of(kind));
        }
        let _ = write!(out, "}}\n\n/** A step of {{@link {name}}}, as plain data. */\n");
        let _ = write!(
            out,
            "export interface {title}Step extends {title}Options {{\n  readonly filter: \"{name}\";\n  /** Names the \
             step, for `pipeline.set`. */\n  readonly id?: string | undefined;\n}}\n\n"
        );
        out.push_str(&comment("", &doc(docs)));
        let _ = write!(
            out,
            "export function {name}(options: {title}Options = {{}}): {title}Step {{\n  return {{ filter: \"{name}\", \
             ...options }};\n}}\n"
        );
    }
    let steps: Vec<String> = REGISTRY.iter().map(|spec| format!("{}Step", pascal(spec.name))).collect();
    let _ = write!(
        out,
        "\n/** A step of a pipeline, as plain data. */\nexport type Step =\n  | {};\n",
        steps.join("\n  | ")
    );
    out.push_str("\n/** The name of a filter. */\nexport type FilterName = Step[\"filter\"];\n");
    out.push_str("\n/** Parameters by filter, in the order of their indices. @internal */\n");
    out.push_str("export const PARAMETERS: { readonly [K in FilterName]: readonly string[] } = {\n");
    for Spec { name, parameters, .. } in REGISTRY {
        let names: Vec<String> = parameters.iter().map(|parameter| wire_name(parameter.name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let _ = writeln!(out, "  {name}: [{}],", strings(&names));
    }
    out + "};\n"
}

const SPEC_TYPES: &str = r#"
/** Type, unit, range and default of a parameter. */
export type ParameterSpec = {
  readonly name: string;
  readonly description: string;
} & (
  | {
      readonly kind: "number" | "integer";
      readonly default: number;
      readonly minimum: number;
      readonly maximum: number;
      /** The part of the range that a slider should offer. */
      readonly typical: readonly [minimum: number, maximum: number];
      readonly step: number;
      readonly unit: string;
    }
  | { readonly kind: "boolean"; readonly default: boolean }
  | { readonly kind: "enum"; readonly default: string; readonly values: readonly string[] }
  | {
      readonly kind: "matrix";
      readonly default: readonly number[];
      readonly columns: number;
      readonly minimum: number;
      readonly maximum: number;
    }
  | {
      /** 2 to 65536 values of a curve at evenly spaced positions. */
      readonly kind: "table";
      readonly default: readonly number[];
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: "color" | "point" | "curve" | "gradient" | "bands"; readonly default: readonly number[] }
  | {
      /** An odd number of up to 31 weights (rank 1), or a square with an odd side of up to 15, row by row (rank 2). */
      readonly kind: "kernel";
      readonly default: readonly number[];
      readonly rank: 1 | 2;
    }
  | { readonly kind: "resource" | "frame"; readonly default: null }
);

/** The specification of a filter as data, for building user interfaces. */
export interface FilterSpec {
  readonly name: FilterName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  /** Supported formats of frames. */
  readonly formats: readonly string[];
  readonly parameters: readonly ParameterSpec[];
}

"#;

/// Formats a text as a string literal of TypeScript, without the escapes of rustdoc.
fn quoted(text: &str) -> String {
    let text = text.replace("\\[", "[").replace("\\]", "]");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn parameter_spec(parameter: &Parameter) -> String {
    let details = match &parameter.kind {
        Kind::Number(number) | Kind::Integer(number) => {
            let kind = if matches!(parameter.kind, Kind::Integer(_)) { "integer" } else { "number" };
            let Number { range: (min, max), typical: (low, high), step, unit, .. } = number;
            let unit = unit.symbol();
            format!(
                "kind: \"{kind}\", minimum: {min}, maximum: {max}, typical: [{low}, {high}], step: {step}, unit: \"{unit}\""
            )
        }
        Kind::Boolean(_) => "kind: \"boolean\"".into(),
        Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => {
            format!("kind: \"enum\", values: [{}]", strings(names))
        }
        Kind::Matrix { columns, range: (min, max), .. } => {
            format!("kind: \"matrix\", columns: {columns}, minimum: {min}, maximum: {max}")
        }
        Kind::Table { range: (min, max), .. } => format!("kind: \"table\", minimum: {min}, maximum: {max}"),
        Kind::Color(_) => "kind: \"color\"".into(),
        Kind::Point(_) => "kind: \"point\"".into(),
        Kind::Curve(_) => "kind: \"curve\"".into(),
        Kind::Gradient(_) => "kind: \"gradient\"".into(),
        Kind::Kernel { rank, .. } => format!("kind: \"kernel\", rank: {rank}"),
        Kind::Bands(_) => "kind: \"bands\"".into(),
        Kind::Resource(_) => "kind: \"resource\"".into(),
        _ => "kind: \"frame\"".into(),
    };
    let (name, description) = (wire_name(parameter.name), quoted(&doc(parameter.docs)));
    let default = default_of(&parameter.kind);
    format!("{{ name: \"{name}\", description: {description}, {details}, default: {default} }}")
}

fn spec() -> String {
    let mut out = format!("// {NOTICE}\n\nimport type {{ FilterName }} from \"./filters.js\";\n{SPEC_TYPES}");
    out.push_str("/** All filters, in the order of the documentation. */\n");
    out.push_str("export const FILTERS: readonly FilterSpec[] = [\n");
    for spec in REGISTRY {
        let formats: Vec<&str> = spec.domain.iter().map(|format| format.name()).collect();
        let parameters: Vec<String> = spec.parameters.iter().map(parameter_spec).collect();
        let _ = writeln!(
            out,
            "  {{\n    name: \"{}\",\n    family: \"{}\",\n    version: {},\n    description: {},\n    \
             formats: [{}],\n    parameters: [{}],\n  }},",
            spec.name,
            spec.family,
            spec.version,
            quoted(&doc(spec.docs)),
            strings(&formats),
            parameters.join(", ")
        );
    }
    out + "];\n"
}

fn table() -> String {
    let mut out = format!("<!-- {NOTICE} -->\n\n# Filters\n\n");
    out.push_str("| filter | family | formats | parameters | description |\n|---|---|---|---|---|\n");
    for spec in REGISTRY {
        let parameters: Vec<String> = spec
            .parameters
            .iter()
            .map(|parameter| format!("`{}`: {}", wire_name(parameter.name), range_of(&parameter.kind)))
            .collect();
        let formats: Vec<&str> = spec.domain.iter().map(|format| format.name()).collect();
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            spec.name,
            spec.family,
            formats.join(", "),
            parameters.join("<br>"),
            doc(spec.docs).replace("\n\n", "<br>").replace('\n', " ").replace('|', "\\|")
        );
    }
    out
}
