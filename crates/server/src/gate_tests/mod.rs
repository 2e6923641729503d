//! The gate: the real router over a temporary store, asked by every role and by nobody, in every
//! way that is not allowed.
//!
//! They live in the crate because the router is no interface of it. Every test that goes through
//! all routes takes them from `Routes::declared`, so that a new route is asked as well.

mod api;
mod changes;
mod definitions;
mod errors;
mod expected;
mod forgery;
mod formulas;
mod house;
mod injection;
mod permissions;
mod sessions;
mod uploads;
