//! Licence expressions of crates, and the licences of their texts.

use std::collections::BTreeSet;

/// The licences that crates may have, in the order in which Filmgate chooses one where a crate offers several, with
/// words that only their texts contain.
const LICENCES: [(&str, &str); 8] = [
    ("MIT", "Permission is hereby granted, free of charge"),
    ("BSD-3-Clause", "Redistribution and use in source and binary forms"),
    ("Zlib", "This software is provided 'as-is'"),
    ("Apache-2.0", "Apache License"),
    ("MPL-2.0", "Mozilla Public License Version 2.0"),
    ("IJG", "Independent JPEG Group"),
    ("0BSD", "Permission to use, copy, modify, and/or distribute this software"),
    ("Unlicense", "free and unencumbered software"),
];

/// A licence expression in conjunctive normal form: every clause must hold, and a clause is a choice of licences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expression {
    clauses: BTreeSet<BTreeSet<usize>>,
}

impl Expression {
    /// Parses an expression of `AND`, `OR` and parentheses. Crates also write `/` for `OR`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let spaced = text.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let mut words = spaced.split_whitespace().peekable();
        let expression = Self::disjunction(&mut words)?;
        match words.next() {
            None => Ok(expression),
            Some(word) => Err(format!("unexpected \"{word}\"")),
        }
    }

    fn disjunction<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> Result<Self, String> {
        let mut result = Self::conjunction(words)?;
        while words.next_if_eq(&"OR").is_some() {
            result = result.or(&Self::conjunction(words)?);
        }
        Ok(result)
    }

    fn conjunction<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> Result<Self, String> {
        let mut result = Self::operand(words)?;
        while words.next_if_eq(&"AND").is_some() {
            result = result.and(&Self::operand(words)?);
        }
        Ok(result)
    }

    fn operand<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> Result<Self, String> {
        let word = words.next().ok_or("unexpected end")?;
        if word == "(" {
            let inner = Self::disjunction(words)?;
            return if words.next() == Some(")") { Ok(inner) } else { Err("a parenthesis isn't closed".into()) };
        }
        let known = LICENCES.iter().position(|(name, _)| *name == word);
        let licence =
            known.ok_or_else(|| format!("\"{word}\" isn't an accepted licence (xtask/src/notices/licence.rs)"))?;
        Ok(Self { clauses: BTreeSet::from([BTreeSet::from([licence])]) })
    }

    fn or(&self, other: &Self) -> Self {
        let pairs = self.clauses.iter().flat_map(|left| other.clauses.iter().map(move |right| left | right));
        Self { clauses: pairs.collect() }
    }

    /// Returns the expression of two works that are distributed together.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self { clauses: &self.clauses | &other.clauses }
    }

    /// Returns the expression without the clauses that a stricter clause implies: where `MIT` must hold anyway,
    /// `MIT OR Zlib` adds nothing.
    fn reduced(&self) -> Self {
        let implied =
            |clause: &BTreeSet<usize>| self.clauses.iter().any(|other| other != clause && other.is_subset(clause));
        Self { clauses: self.clauses.iter().filter(|clause| !implied(clause)).cloned().collect() }
    }

    /// Returns the licences to choose from, preferred ones first: one choice for every licence that must hold.
    pub(super) fn choices(&self) -> impl Iterator<Item = Vec<&'static str>> {
        self.clauses.iter().map(|clause| clause.iter().map(|&index| LICENCES[index].0).collect())
    }

    /// Writes the expression of a package: first that of its own code, then everything that its other parts add.
    pub(super) fn of_package(own: &Self, others: &Self) -> String {
        let all = own.and(others).reduced();
        let added = &all.clauses - &own.clauses;
        let clauses: Vec<String> = own.clauses.iter().chain(&added).map(Self::write).collect();
        clauses.join(" AND ")
    }

    fn write(clause: &BTreeSet<usize>) -> String {
        let names: Vec<&str> = clause.iter().map(|&index| LICENCES[index].0).collect();
        if names.len() == 1 { names[0].into() } else { format!("({})", names.join(" OR ")) }
    }
}

/// Whether `text` is the text of a licence, or contains it.
pub(super) fn is_text_of(licence: &str, text: &str) -> bool {
    let words = collapse(text);
    LICENCES.iter().any(|(name, signature)| *name == licence && words.contains(signature))
}

/// Returns a text with single spaces: texts that only wrap differently are the same licence.
pub(super) fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::Expression;

    fn package(others: &[&str]) -> String {
        let own = Expression::parse("MIT OR Apache-2.0").unwrap();
        let others = others.iter().fold(Expression::default(), |all, text| all.and(&Expression::parse(text).unwrap()));
        Expression::of_package(&own, &others)
    }

    #[test]
    fn the_expression_of_a_package_names_each_obligation_once() {
        assert_eq!(package(&["MIT/Apache-2.0", "Apache-2.0 OR MIT"]), "(MIT OR Apache-2.0)");
        assert_eq!(package(&["Zlib OR Apache-2.0 OR MIT"]), "(MIT OR Apache-2.0)");
        assert_eq!(package(&["MIT", "Zlib OR Apache-2.0 OR MIT"]), "(MIT OR Apache-2.0) AND MIT");
        assert_eq!(package(&["MPL-2.0", "(MIT OR Apache-2.0) AND MPL-2.0"]), "(MIT OR Apache-2.0) AND MPL-2.0");
        assert_eq!(package(&["BSD-3-Clause OR Apache-2.0"]), "(MIT OR Apache-2.0) AND (BSD-3-Clause OR Apache-2.0)");
    }

    #[test]
    fn unknown_licences_and_broken_expressions_are_refused() {
        for text in ["GPL-3.0-only", "MIT OR", "(MIT", "MIT Zlib", ""] {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_clause_is_a_choice() {
        let choices: Vec<_> = Expression::parse("(Zlib OR MIT) AND IJG").unwrap().choices().collect();
        assert_eq!(choices, [vec!["MIT", "Zlib"], vec!["IJG"]]);
    }
}
