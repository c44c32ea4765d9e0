//! Comma-separated values as these files have them: a header, quotes where a field needs them.

/// The fields of one line. A quoted field may hold commas and doubled quotes, but no line break.
pub fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let last = fields.len() - 1;
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                fields[last].push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields[last].push(c),
        }
    }
    fields
}

/// The lines after the header, with their number in the file for whoever has to look.
pub fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<String>)> {
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty());
    lines.map(|(n, line)| (n + 1, fields(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_commas_together() {
        assert_eq!(fields(r#"a,"b, c","say ""hi""",,d"#), ["a", "b, c", "say \"hi\"", "", "d"]);
    }
}
