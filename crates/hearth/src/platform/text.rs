//! What people write, in several lines.

/// A text as written but for line ends: 1 to `most` characters, not only white space.
pub fn text(text: &str, most: usize) -> Result<String, String> {
    let text = text.replace("\r\n", "\n");
    let length = text.chars().count();
    if length == 0 || length > most || text.trim().is_empty() {
        return Err(format!("must be 1 to {most} characters long, and not only white space"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err("must not contain control characters".into());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_as_written_within_its_limits() {
        assert_eq!(text("a\r\nb\t", 10).unwrap(), "a\nb\t");
        assert!(text("äöü", 3).is_ok() && text("äöüß", 3).is_err());
        assert!(text(" \n\t", 10).is_err() && text("", 10).is_err() && text("a\0b", 10).is_err());
    }
}
