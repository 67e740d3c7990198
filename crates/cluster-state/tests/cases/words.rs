//! A line of a case as words; double quotes keep a word together, `\"` and `\\` stand for themselves inside.

pub(crate) fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        let Some(&first) = rest.peek() else { return Ok(words) };
        let mut word = String::new();
        if first != '"' {
            while let Some(c) = rest.next_if(|c| !c.is_whitespace()) {
                word.push(c);
            }
            words.push(word);
            continue;
        }
        rest.next();
        loop {
            match rest.next() {
                None => return Err("a quote is not closed".into()),
                Some('"') => break,
                Some('\\') => word.push(rest.next().ok_or("a backslash at the end")?),
                Some(c) => word.push(c),
            }
        }
        words.push(word);
    }
}

/// Words taken from the front, one after the other.
pub(crate) struct Words {
    words: std::collections::VecDeque<String>,
}

impl Words {
    pub(crate) fn new(words: Vec<String>) -> Words {
        Words { words: words.into() }
    }

    pub(crate) fn next(&mut self, what: &str) -> Result<String, String> {
        self.words.pop_front().ok_or_else(|| format!("{what} is missing"))
    }

    pub(crate) fn optional(&mut self) -> Option<String> {
        self.words.pop_front()
    }

    /// Takes the word if it is the next one.
    pub(crate) fn take(&mut self, word: &str) -> bool {
        let found = self.words.front().is_some_and(|next| next == word);
        if found {
            self.words.pop_front();
        }
        found
    }

    /// The word behind `keyword`, if that comes next.
    pub(crate) fn behind(&mut self, keyword: &str) -> Result<Option<String>, String> {
        if self.take(keyword) { self.next(keyword).map(Some) } else { Ok(None) }
    }

    pub(crate) fn rest(&mut self) -> Vec<String> {
        self.words.drain(..).collect()
    }

    /// Words up to a keyword.
    pub(crate) fn until(&mut self, keywords: &[&str]) -> Vec<String> {
        let end = self.words.iter().position(|word| keywords.contains(&word.as_str())).unwrap_or(self.words.len());
        self.words.drain(..end).collect()
    }

    pub(crate) fn end(&self) -> Result<(), String> {
        if self.words.is_empty() { Ok(()) } else { Err(format!("not understood: {:?}", self.words)) }
    }
}

/// `500ms`, `3s`, `15min`, `1h`.
pub(crate) fn duration_ms(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().map_err(|_| format!("not a length of time: {text}"))?;
    match &text[digits..] {
        "ms" => Ok(number),
        "s" => Ok(number * 1_000),
        "min" => Ok(number * 60_000),
        "h" => Ok(number * 3_600_000),
        unit => Err(format!("not a unit of time: {unit:?} in {text}")),
    }
}
