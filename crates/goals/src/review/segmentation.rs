//! 分词: Chinese texts cut into words, by the dictionary of `jieba-rs`.

use jieba_rs::{Jieba, Token, TokenizeMode};
use std::sync::OnceLock;

/// The dictionary is loaded once: it takes a tenth of a second and some tens of megabytes.
static DICTIONARY: OnceLock<Jieba> = OnceLock::new();

/// Single characters that stand between words and are part of none.
const BETWEEN_WORDS: &str = "的与和及或在对为是以等各其该本个被把从由按至到将并了中内外上下不";

/// The words of a text of at least two characters, sorted, each once, with the shorter words
/// inside long ones (`安全生产` gives `安全`, `生产` as well). Neighbouring single characters are
/// taken as one word: that is how words of the field that the dictionary lacks (`沟口`) come out.
/// `stop` holds words left out, sorted.
pub(crate) fn terms(text: &str, stop: &[String]) -> Vec<String> {
    let dictionary = DICTIONARY.get_or_init(Jieba::new);
    let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let tokens = dictionary.tokenize(&plain, TokenizeMode::Search, true);
    let mut terms = joined_singles(&tokens);
    terms.extend(tokens.iter().map(|token| token.word.to_owned()));
    terms.retain(|word| is_term(word) && stop.binary_search(word).is_err());
    terms.sort_unstable();
    terms.dedup();
    terms
}

fn joined_singles(tokens: &[Token<'_>]) -> Vec<String> {
    let mut joined = Vec::new();
    let mut word = String::new();
    let mut end = 0;
    for token in tokens {
        let single = token.end == token.start.saturating_add(1)
            && !BETWEEN_WORDS.contains(token.word)
            && token.word != " ";
        if !single || token.start != end {
            joined.push(std::mem::take(&mut word));
        }
        if single {
            word.push_str(token.word);
            end = token.end;
        }
    }
    joined.push(word);
    joined
}

fn is_term(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
}
