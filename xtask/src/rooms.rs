//! The import graph of the crate, read from its `use` declarations.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module's path within the crate: `["image", "frame"]`.
type Name = Vec<String>;

/// The files of a crate, and their imports.
#[derive(Debug)]
pub(crate) struct House {
    /// The imports of each module that is a file. Imports of tests and re-exports are ignored.
    pub(crate) imports: BTreeMap<Name, BTreeSet<Name>>,
}

/// A module that is a file.
struct Room {
    name: Name,
    /// The code without comments and tests.
    code: String,
    uses: Vec<Use>,
}

struct Use {
    is_public: bool,
    path: Name,
    alias: String,
}

impl House {
    /// Reads the crate whose `lib.rs` is in `folder`.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut rooms = Vec::new();
        collect(folder, &mut Vec::new(), &mut rooms);
        let files: BTreeSet<Name> = rooms.iter().map(|room| room.name.clone()).collect();
        let reexports = reexports(&rooms);
        let resolve = |path: &[String]| resolve(path, &files, &reexports, 0);
        let imports = rooms
            .iter()
            .map(|room| {
                let used = room.uses.iter().filter(|used| !used.is_public).map(|used| used.path.clone());
                let named = paths(&room.code).map(|path| absolute(&room.name, &path));
                let found = used.chain(named).filter_map(|path| resolve(&path)).filter(|to| *to != room.name).collect();
                (room.name.clone(), found)
            })
            .collect();
        Self { imports }
    }

    /// Cycles of files that import each other: each list is one cycle.
    pub(crate) fn circles(&self) -> Vec<Vec<&Name>> {
        // Repeatedly removes files that import no other file, or that no other file imports: they aren't part of a
        // cycle.
        let mut left: BTreeSet<&Name> = self.imports.keys().collect();
        loop {
            let imported: BTreeSet<&Name> = left.iter().flat_map(|name| &self.imports[*name]).collect();
            let inner: BTreeSet<&Name> = left
                .iter()
                .copied()
                .filter(|name| imported.contains(name) && self.imports[*name].iter().any(|to| left.contains(to)))
                .collect();
            if inner.len() == left.len() {
                break;
            }
            left = inner;
        }
        let mut circles = Vec::new();
        while let Some(&first) = left.first() {
            let circle: Vec<&Name> =
                left.iter().copied().filter(|&name| self.leads(first, name) && self.leads(name, first)).collect();
            left.remove(first);
            left.retain(|name| !circle.contains(name));
            if circle.len() > 1 {
                circles.push(circle);
            }
        }
        circles
    }

    fn leads(&self, from: &Name, to: &Name) -> bool {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(name) = next.pop() {
            for target in self.imports.get(name).into_iter().flatten() {
                if target == to {
                    return true;
                }
                if seen.insert(target) {
                    next.push(target);
                }
            }
        }
        from == to
    }
}

/// Reads the files in `folder`, whose module is `name`.
fn collect(folder: &Path, name: &mut Name, rooms: &mut Vec<Room>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if matches!(&*stem, "tests" | "testing") {
            continue;
        }
        let is_own = matches!(&*stem, "mod" | "lib");
        if !is_own {
            name.push(stem);
        }
        if path.is_dir() {
            collect(&path, name, rooms);
        } else {
            let code = code_of(&fs::read_to_string(&path).unwrap());
            let uses = uses(&code, name);
            rooms.push(Room { name: name.clone(), code: without_uses(&code), uses });
        }
        if !is_own {
            name.pop();
        }
    }
}

/// Returns a source without comments, and without the tests at its end.
fn code_of(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The `use` declarations, public or not, up to their semicolon.
fn statements(code: &str) -> impl Iterator<Item = (bool, &str, std::ops::Range<usize>)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < code.len() {
            let line = code[from..].split_inclusive('\n').next().unwrap_or_default();
            let (start, text) = (from, line.trim_start());
            let is_public = text.starts_with("pub");
            let tree =
                text.strip_prefix("pub(crate) ").or(text.strip_prefix("pub(super) ")).or(text.strip_prefix("pub "));
            if let Some(tree) = tree.unwrap_or(text).strip_prefix("use ") {
                let begin = start + line.len() - tree.len();
                let end = begin + code[begin..].find(';').unwrap_or(0);
                from = end + 1;
                return Some((is_public, &code[begin..end], start..end + 1));
            }
            from += line.len();
        }
        None
    })
}

fn uses(code: &str, module: &Name) -> Vec<Use> {
    let mut uses = Vec::new();
    for (is_public, tree, _) in statements(code) {
        leaves(tree, &mut Vec::new(), &mut |mut path, alias| {
            if path.last().is_some_and(|last| last == "self") {
                path.pop();
            }
            let alias = alias.or(path.last().cloned()).unwrap_or_default();
            uses.push(Use { is_public, path: absolute(module, &path), alias });
        });
    }
    uses
}

fn without_uses(code: &str) -> String {
    let mut rest = String::new();
    let mut from = 0;
    for (.., range) in statements(code) {
        rest += &code[from..range.start];
        from = range.end;
    }
    rest + &code[from..]
}

/// Finds the paths in a tree such as `a::{b, c::{d, e as f}}`.
fn leaves(tree: &str, prefix: &mut Name, found: &mut impl FnMut(Name, Option<String>)) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.into())));
        let path = prefix.iter().cloned().chain(path.split("::").map(|segment| segment.trim().into())).collect();
        return found(path, alias);
    };
    let before = prefix.len();
    prefix.extend(head.split("::").map(|segment| segment.trim().into()).filter(|segment: &String| !segment.is_empty()));
    let (mut depth, mut start) = (0, 0);
    let group = &group[..group.rfind('}').unwrap_or(0)];
    for (at, letter) in group.char_indices().chain([(group.len(), ',')]) {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if letter == ',' && depth == 0 {
            let part = &group[start..at];
            if !part.trim().is_empty() {
                leaves(part, prefix, found);
            }
            start = at + 1;
        }
    }
    prefix.truncate(before);
}

/// Returns the path from the crate's root. A path that doesn't begin with `crate`, `self` or `super` may be that of a
/// child module.
fn absolute(module: &Name, path: &[String]) -> Name {
    let ups = path.iter().take_while(|segment| *segment == "super").count();
    match path.first().map(String::as_str) {
        Some("crate") => path[1..].to_vec(),
        Some("super") => module[..module.len().saturating_sub(ups)].iter().chain(&path[ups..]).cloned().collect(),
        Some("self") => module.iter().chain(&path[1..]).cloned().collect(),
        _ => module.iter().chain(path).cloned().collect(),
    }
}

/// The paths in code with at least two segments. Paths that begin with `$crate` are ignored, because they resolve where
/// the macro is used.
fn paths(code: &str) -> impl Iterator<Item = Name> + '_ {
    code.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | ':' | '$')))
        .filter(|word| word.contains("::") && !word.starts_with([':', '$']))
        .map(|word| word.split("::").filter(|segment| !segment.is_empty()).map(String::from).collect())
}

/// Returns the sources of the names that a module re-exports, including the members of a registry's families.
fn reexports(rooms: &[Room]) -> BTreeMap<Name, BTreeMap<String, Name>> {
    let mut all: BTreeMap<Name, BTreeMap<String, Name>> = BTreeMap::new();
    for room in rooms {
        for used in room.uses.iter().filter(|used| used.is_public) {
            all.entry(room.name.clone()).or_default().insert(used.alias.clone(), used.path.clone());
        }
        let Some((_, registry)) = room.code.split_once("registry! {") else { continue };
        let mut family = Name::new();
        for line in registry.lines().map(str::trim) {
            let words: Vec<&str> = line.split(' ').collect();
            if line.starts_with('"') && line.ends_with('{') && words.len() > 2 {
                family = room.name.iter().cloned().chain([words[1].into()]).collect();
            } else if let Some((module, name)) = line.trim_end_matches(',').split_once("::") {
                let path = family.iter().cloned().chain([module.into(), name.into()]).collect();
                all.entry(family.clone()).or_default().insert(name.into(), path);
            }
        }
    }
    all
}

/// Returns the file that defines the target of a path.
fn resolve(
    path: &[String],
    files: &BTreeSet<Name>,
    reexports: &BTreeMap<Name, BTreeMap<String, Name>>,
    depth: usize,
) -> Option<Name> {
    for length in (0..=path.len()).rev() {
        let module = &path[..length];
        if let (Some(names), Some(name)) = (reexports.get(module), path.get(length))
            && let Some(target) = names.get(name)
            && depth < 8
        {
            let path: Name = target.iter().chain(&path[length + 1..]).cloned().collect();
            return resolve(&path, files, reexports, depth + 1);
        }
        // A path that matches the crate's root only is one of another crate, or an item of the root.
        if length > 0 && files.contains(module) {
            return Some(module.to_vec());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The layers of the crate: each may import only earlier layers.
    const FLOORS: [&[&str]; 5] = [&["error"], &["memory", "simd"], &["math"], &["declare"], &["image", "audio"]];

    fn core() -> House {
        let house = House::read(&crate::root().join("core/src"));
        assert!(house.imports.len() > 200, "number of files");
        assert!(house.imports.values().map(BTreeSet::len).sum::<usize>() > 800, "number of imports");
        house
    }

    fn floor(name: &Name) -> Option<usize> {
        FLOORS.iter().position(|rooms| name.first().is_some_and(|room| rooms.contains(&&**room)))
    }

    #[test]
    fn imports_have_no_cycles() {
        for house in [core(), House::read(&crate::root().join("host/src"))] {
            let circles: Vec<String> = house
                .circles()
                .iter()
                .map(|circle| circle.iter().map(|name| name.join("::")).collect::<Vec<_>>().join(", "))
                .collect();
            assert!(circles.is_empty(), "{}", circles.join("\n"));
        }
    }

    #[test]
    fn imports_follow_the_layers_and_image_and_audio_are_separate() {
        let house = core();
        for (from, imports) in &house.imports {
            for to in imports {
                let (from_floor, to_floor) = (floor(from), floor(to));
                let downward = from_floor > to_floor || from.first() == to.first();
                assert!(from.is_empty() || downward, "{} imports {}", from.join("::"), to.join("::"));
            }
        }
    }

    #[test]
    fn all_forms_of_paths_are_parsed() {
        let code = "use crate::a::{b, c::{self, D as E}};\npub use super::f;\nfn g() -> crate::h::I { j::k() }";
        let module: Name = vec!["x".into(), "y".into()];
        let found: Vec<String> =
            uses(code, &module).iter().map(|used| format!("{} {}", used.path.join("::"), used.alias)).collect();
        assert_eq!(found, ["a::b b", "a::c c", "a::c::D E", "x::f f"], "use declarations");
        let rest = without_uses(code);
        let named: Vec<String> = paths(&rest).map(|path| absolute(&module, &path).join("::")).collect();
        assert_eq!(named, ["h::I", "x::y::j::k"], "paths in code");
    }
}
