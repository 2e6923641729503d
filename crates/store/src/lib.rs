//! 存储: the only SQL.
