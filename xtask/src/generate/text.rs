//! Formats texts for TypeScript and Markdown.

/// Converts a name to the name of a type.
pub(super) fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// Joins the lines of a doc comment.
pub(super) fn doc(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

/// Formats a doc comment of TypeScript.
pub(super) fn comment(indent: &str, text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if let [line] = lines.as_slice() {
        return format!("{indent}/** {line} */\n");
    }
    let body: String = lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
    format!("{indent}/**\n{body}{indent} */\n")
}

/// Formats quoted names, separated by commas.
pub(super) fn strings(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| format!("\"{}\"", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Formats a list of numbers.
pub(super) fn numbers(values: &[f64]) -> String {
    format!("[{}]", values.iter().map(f64::to_string).collect::<Vec<_>>().join(", "))
}

/// Formats a text as a string literal of TypeScript, without the escapes of rustdoc.
pub(super) fn quoted(text: &str) -> String {
    let text = text.replace("\\[", "[").replace("\\]", "]");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// Formats a text as the cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.replace("\n\n", "<br>").replace('\n', " ").replace('|', "\\|")
}
