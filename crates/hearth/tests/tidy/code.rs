//! Just enough of Rust's grammar: what is code, its words, and the paths in it.

#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub line: usize,
    /// An identifier or number, `::`, or one other character.
    pub text: String,
}

/// Blanks out comments and the insides of strings and characters; lines stay where they are.
pub fn without_prose(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = prose_end(&chars, at).unwrap_or(at);
        if end == at {
            code.push(chars[at]);
            at += 1;
        }
        for &blanked in &chars[at.min(end)..end] {
            code.push(if blanked == '\n' { '\n' } else { ' ' });
        }
        at = at.max(end);
    }
    code
}

/// Where the comment, string or character ends that begins at `at`, if one does.
fn prose_end(chars: &[char], at: usize) -> Option<usize> {
    let get = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let find = |from: usize, stop: &dyn Fn(usize) -> bool| {
        (from..chars.len()).find(|&index| stop(index)).unwrap_or(chars.len())
    };
    match get(at) {
        '/' if get(at + 1) == '/' => Some(find(at, &|index| chars[index] == '\n')),
        '/' if get(at + 1) == '*' => Some(block_comment_end(chars, at)),
        '"' => Some(quote_end(chars, at, '"')),
        // 'a' and '\n' are characters, 'a alone is a lifetime.
        '\'' if get(at + 1) == '\\' || get(at + 2) == '\'' => Some(quote_end(chars, at, '\'')),
        'r' if at == 0 || !is_word(chars[at - 1]) || raw_prefix(chars, at) => {
            let hashes = (at + 1..).take_while(|&index| get(index) == '#').count();
            if get(at + 1 + hashes) != '"' {
                return None;
            }
            let closes = |index: usize| chars[index] == '"' && (1..=hashes).all(|n| get(index + n) == '#');
            Some((find(at + 2 + hashes, &closes) + 1 + hashes).min(chars.len()))
        }
        _ => None,
    }
}

/// Whether the `r` at `at` is that of `br"…"` or `cr"…"`.
fn raw_prefix(chars: &[char], at: usize) -> bool {
    ['b', 'c'].contains(&chars[at - 1]) && (at < 2 || !is_word(chars[at - 2]))
}

fn block_comment_end(chars: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut index = at;
    while index + 1 < chars.len() {
        match (chars[index], chars[index + 1]) {
            ('/', '*') => (depth, index) = (depth + 1, index + 2),
            ('*', '/') => (depth, index) = (depth - 1, index + 2),
            _ => index += 1,
        }
        if depth == 0 {
            return index;
        }
    }
    chars.len()
}

fn quote_end(chars: &[char], at: usize, quote: char) -> usize {
    let mut index = at + 1;
    while index < chars.len() && chars[index] != quote {
        index += if chars[index] == '\\' { 2 } else { 1 };
    }
    (index + 1).min(chars.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

pub fn tokens(code: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let length = match word {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                word => word,
            };
            found.push(Token { line: index + 1, text: rest[..length].to_owned() });
            rest = rest[length..].trim_start();
        }
    }
    found
}

/// Whether `tokens` begins with the tokens of `pattern`, as in `Instant::now`.
pub fn begins_with(tokens: &[Token], pattern: &str) -> bool {
    let wanted = self::tokens(pattern);
    tokens.len() >= wanted.len() && tokens.iter().zip(&wanted).all(|(token, wanted)| token.text == wanted.text)
}

pub fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if begins_with(&tokens[at..], "#[cfg(test)]") {
            at += 7;
            at += item_length(&tokens[at..]);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// How many tokens the item takes that begins here: up to its `;` or its closing `}`.
fn item_length(tokens: &[Token]) -> usize {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(token.text.as_str(), ";" | "}") {
            // `use a::{b};` and `static A: B = B {};` go on to the semicolon.
            let goes_on = token.text == "}" && tokens.get(index + 1).is_some_and(|next| next.text == ";");
            return index + 1 + usize::from(goes_on);
        }
    }
    tokens.len()
}

/// Every path that begins with one of `roots`, a group taken apart into its paths.
pub fn paths(tokens: &[Token], roots: &[&str]) -> Vec<(usize, Vec<String>)> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let inside_a_path = at > 0 && text(at - 1) == "::";
        if roots.contains(&text(at)) && text(at + 1) == "::" && !inside_a_path {
            follow(tokens, at, Vec::new(), &mut found);
        }
    }
    found
}

/// Follows one branch of a use tree from `at`; answers where it ends.
fn follow(tokens: &[Token], mut at: usize, mut path: Vec<String>, found: &mut Vec<(usize, Vec<String>)>) -> usize {
    loop {
        let Some(token) = tokens.get(at) else {
            return at;
        };
        match token.text.as_str() {
            "{" => {
                at += 1;
                loop {
                    match tokens.get(at).map(|token| token.text.as_str()) {
                        Some("}") | None => return at + 1,
                        Some(",") => at += 1,
                        Some(_) => at = follow(tokens, at, path.clone(), found),
                    }
                }
            }
            word => {
                // `a::{self}` is `a`; behind the path stands `::<T>`, `$x` or the like.
                if word == "*" || (is_word(word.chars().next().unwrap_or(' ')) && (path.is_empty() || word != "self")) {
                    path.push(word.to_owned());
                }
                if tokens.get(at + 1).is_some_and(|next| next.text == "::") {
                    at += 2;
                    continue;
                }
                found.push((token.line, path));
                // The new name in `a as b` is no path.
                let renamed = tokens.get(at + 1).is_some_and(|next| next.text == "as");
                return at + if renamed { 3 } else { 1 };
            }
        }
    }
}

#[test]
fn comments_and_strings_are_no_code() {
    let text =
        "a // b\n/* c /* d */ e */ f(\"g \\\" h\", 'i', '\\'', r#\"j \" k\"#, br\"l\", b'm');\nfn n<'o>(p: &'o str) {}";
    let words: Vec<String> = tokens(&without_prose(text)).into_iter().map(|token| token.text).collect();
    assert_eq!(words.join(" "), "a f ( , , , , b , b ) ; fn n < ' o > ( p : & ' o str ) { }");
    assert_eq!(without_prose(text).lines().count(), 3);
    assert_eq!(without_prose("\"a\nb\" c"), "  \n   c");
    assert_eq!(without_prose("for r in x {} r#type"), "for r in x {} r#type");
}

#[test]
fn an_unclosed_string_ends_with_the_file() {
    assert_eq!(without_prose("a \"b\\"), "a    ");
    assert_eq!(without_prose("a /* b"), "a     ");
    assert_eq!(without_prose("a r#\"b\""), "a      ");
}
