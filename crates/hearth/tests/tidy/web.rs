//! The page's imports: `routes` → `features` → `components` → `lib`, rightwards only; between
//! features as on the server.

use crate::arrows::forbidden;
use crate::source::{Source, Violation};

const ORDER: &[&str] = &["routes", "features", "components", "lib"];

pub fn rightwards(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    let from: Vec<&str> = source.path.split('/').collect();
    let Some(from_place) = place(from[0]) else {
        return violations;
    };
    for (line, target) in imports(source) {
        let to: Vec<&str> = target.split('/').collect();
        let Some(to_place) = place(to[0]) else {
            continue;
        };
        if to_place < from_place {
            let reason = format!("imports go rightwards: {}", ORDER.join(" → "));
            violations.push(source.violation(line, format!("{} imports {target}", from[0]), reason));
        } else if let Some(reason) = between_features(&from, &to) {
            violations.push(source.violation(line, format!("{} imports {target}", from[1]), reason));
        }
    }
    violations
}

/// Why one feature may not import the other, if it may not.
fn between_features(from: &[&str], to: &[&str]) -> Option<&'static str> {
    match (from, to) {
        (["features", from, ..], ["features", to, ..]) if from != to => forbidden(from, to),
        _ => None,
    }
}

pub fn count(source: &Source) -> usize {
    imports(source).len()
}

fn place(folder: &str) -> Option<usize> {
    ORDER.iter().position(|name| *name == folder)
}

/// What is imported by a relative address, as a path from web/src. Imports stand in strings, so
/// this reads lines; `from "…"` may stand on another line than its `import`.
fn imports(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let code = line.trim_start();
        if ["//", "*", "/*"].iter().any(|comment| code.starts_with(comment)) {
            continue;
        }
        for opening in ["from \"", "from '", "import \"", "import '", "import(\"", "import('"] {
            for (at, _) in line.match_indices(opening) {
                let address = line[at + opening.len()..].split(['"', '\'']).next().unwrap_or_default();
                if address.starts_with('.') {
                    found.push((index + 1, resolve(&source.path, address)));
                }
            }
        }
    }
    found
}

fn resolve(file: &str, address: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for step in address.split('/') {
        match step {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
fn found(path: &str, text: &str) -> usize {
    rightwards(&Source::new(path, text)).len()
}

#[test]
fn rightwards_passes() {
    let text = "import Button from '../../components/Button.svelte';\nimport {\n  a,\n} from \"../../lib/http\";\nimport x from 'svelte';\nimport './own';";
    assert_eq!(found("features/chat/Chat.svelte", text), 0);
    assert_eq!(count(&Source::new("features/chat/Chat.svelte", text)), 3);
    assert_eq!(found("features/chat/Chat.svelte", "import { me } from '../accounts/me';"), 0);
    assert_eq!(found("App.svelte", "import R from './routes/R.svelte';"), 0);
}

#[test]
fn leftwards_fails() {
    assert_eq!(found("lib/http.ts", "import B from '../components/B.svelte';"), 1);
    assert_eq!(found("components/B.svelte", "  import { me } from \"../features/accounts/me\";"), 1);
    assert_eq!(found("features/chat/x.ts", "const r = await import('../../routes/R.svelte');"), 1);
    assert_eq!(found("lib/http.ts", "// from '../components/B.svelte'"), 0);
}

#[test]
fn siblings_are_strangers_here_too() {
    assert_eq!(found("features/chat/x.ts", "import { y } from '../gatherings/y';"), 1);
    assert_eq!(found("features/accounts/x.ts", "import { y } from '../chat/y';"), 1);
}
