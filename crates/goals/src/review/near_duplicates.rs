//! Altered copies among very many texts.
