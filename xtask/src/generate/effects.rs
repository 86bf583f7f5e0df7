//! Generates files from the registry of effects.

use std::fmt::Write as _;

use filmgate::audio::effects::{REGISTRY, Spec};
use filmgate::declare::{Kind, Number, Parameter, Reading, fingerprint, wire_name};

use super::{NOTICE, comment, doc, parameter_spec, pascal, quoted, range_of, strings, type_of};

/// Generates types and factories, and the data that the encoder of chains needs.
pub(super) fn effects() -> String {
    let mut out = format!("// {NOTICE}\n\nimport type {{ NoiseModel, Samples }} from \"../audio/samples.js\";\n\n");
    out.push_str(
        r"/** Properties that every step of a chain can have besides the parameters of its effect. */
export interface StepOptions {
  /** Names the step, for `node.set`, and its parameters as `id.parameter`. */
  readonly id?: string | undefined;
  /** Share of the effect's output, from 0 (the unprocessed input) to 1. Default 1. */
  readonly mix?: number | undefined;
  /** Whether the effect is bypassed. Default false. */
  readonly bypass?: boolean | undefined;
}
",
    );
    for Spec { name, docs, parameters, readings, .. } in REGISTRY {
        let title = pascal(name);
        let _ = write!(
            out,
            "\n/** Parameters of {{@link {name}}}. */\nexport interface {title}Options extends StepOptions {{\n"
        );
        for Parameter { name, docs, kind } in *parameters {
            out.push_str(&comment("  ", &format!("{}\n{}.", doc(docs), pascal(&range_of(kind)))));
            let _ = writeln!(out, "  readonly {}?: {} | undefined;", wire_name(name), type_of(kind));
        }
        let _ = write!(out, "}}\n\n/** A step of {{@link {name}}}, as plain data. */\n");
        let _ = write!(
            out,
            "export interface {title}Step extends {title}Options {{\n  readonly effect: \"{name}\";\n}}\n\n"
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
            "export function {name}(options: {title}Options = {{}}): {title}Step {{\n  return {{ effect: \"{name}\", \
             ...options }};\n}}\n"
        );
    }
    let steps: Vec<String> = REGISTRY.iter().map(|spec| format!("{}Step", pascal(spec.name))).collect();
    let _ = write!(
        out,
        "\n/** A step of a chain, as plain data. */\nexport type ChainStep =\n  | {};\n",
        steps.join("\n  | ")
    );
    out.push_str("\n/** The name of an effect. */\nexport type EffectName = ChainStep[\"effect\"];\n");
    out.push_str(
        r"
/**
 * The data of a parameter that chains need: whether it is fixed, and the default, minimum and maximum of a parameter that
 * can be automated.
 *
 * @internal
 */
export interface ParameterCode {
  readonly name: string;
  readonly fixed?: true;
  readonly automatable?: readonly [initial: number, minimum: number, maximum: number];
}

/** Effects in the order of their indices, with parameters and readings in the order of theirs. @internal */
",
    );
    out.push_str(
        "export const EFFECT_CODES: readonly {\n  readonly name: EffectName;\n  readonly parameters: readonly \
         ParameterCode[];\n  readonly readings: readonly string[];\n}[] = [\n",
    );
    for Spec { name, parameters, readings, .. } in REGISTRY {
        let parameters: Vec<String> = parameters.iter().map(code).collect();
        let readings: Vec<String> = readings.iter().map(|reading| wire_name(reading.name)).collect();
        let readings: Vec<&str> = readings.iter().map(String::as_str).collect();
        let _ = writeln!(
            out,
            "  {{ name: \"{name}\", parameters: [{}], readings: [{}] }},",
            parameters.join(", "),
            strings(&readings)
        );
    }
    let _ = write!(
        out,
        "];\n\n/** Hashes that a module may return: of all these names, and of those before the family `analysis`. @internal */\n\
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

/// Generates the specifications of the effects as data, for user interfaces.
pub(super) fn spec() -> String {
    let mut out = format!(
        "// {NOTICE}\n\nimport type {{ EffectName }} from \"./effects.js\";\nimport type {{ ParameterSpec }} from \
         \"./spec.js\";\n"
    );
    out.push_str(
        r"
/** A measurement of an effect. */
export interface ReadingSpec {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
}

/** The specification of an effect as data, for building user interfaces. */
export interface EffectSpec {
  readonly name: EffectName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  readonly parameters: readonly (ParameterSpec & {
    /** Whether it can only be set when the chain is created. */
    readonly fixed: boolean;
    /** Whether it can be automated frame by frame: a node has an `AudioParam` for it. */
    readonly automatable: boolean;
  })[];
  readonly readings: readonly ReadingSpec[];
}

/** All effects, in the order of the documentation. */
export const EFFECTS: readonly EffectSpec[] = [
",
    );
    for spec in REGISTRY {
        let parameters: Vec<String> = spec
            .parameters
            .iter()
            .map(|parameter| {
                let (fixed, automatable) = (parameter.kind.is_fixed(), parameter.kind.is_automatable());
                format!("{{ ...{}, fixed: {fixed}, automatable: {automatable} }}", parameter_spec(parameter))
            })
            .collect();
        let readings: Vec<String> = spec
            .readings
            .iter()
            .map(|Reading { name, docs, unit }| {
                let (name, unit) = (wire_name(name), unit.symbol().trim());
                format!("{{ name: \"{name}\", description: {}, unit: \"{unit}\" }}", quoted(&doc(docs)))
            })
            .collect();
        let _ = writeln!(
            out,
            "  {{\n    name: \"{}\",\n    family: \"{}\",\n    version: {},\n    description: {},\n    parameters: [{}],\n    \
             readings: [{}],\n  }},",
            spec.name,
            spec.family,
            spec.version,
            quoted(&doc(spec.docs)),
            parameters.join(", "),
            readings.join(", ")
        );
    }
    out.replace("{ ...{ ", "{ ").replace(" }, fixed:", ", fixed:") + "];\n"
}

/// Generates the table of the documentation.
pub(super) fn table() -> String {
    let mut out = format!("<!-- {NOTICE} -->\n\n# Effects\n\n");
    out.push_str(
        "Parameters marked ~ can be automated frame by frame (a node has an `AudioParam` for each). Parameters marked = can \
         only be set when the chain is created.\n\n| effect | family | parameters | measures | description |\n|---|---|---|---|---|\n",
    );
    for spec in REGISTRY {
        let parameters: Vec<String> = spec
            .parameters
            .iter()
            .map(|parameter| {
                let mark = match &parameter.kind {
                    kind if kind.is_automatable() => " ~",
                    kind if kind.is_fixed() => " =",
                    _ => "",
                };
                format!("`{}`{mark}: {}", wire_name(parameter.name), range_of(&parameter.kind))
            })
            .collect();
        let readings: Vec<String> =
            spec.readings.iter().map(|reading| format!("`{}`", wire_name(reading.name))).collect();
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            spec.name,
            spec.family,
            parameters.join("<br>"),
            readings.join("<br>"),
            doc(spec.docs).replace("\n\n", "<br>").replace('\n', " ").replace('|', "\\|")
        );
    }
    out
}
