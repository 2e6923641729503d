//! 办理: who may do what, and the trail of what was done.
//!
//! ```text
//! permit(Actor, Action, ObjectState) -> Verdict     the one place that says yes or no
//! Scope        the part of the org tree a person's posts cover; the store makes a WHERE of it
//! AuditEntry   who did what when, sealed to the entry before it (SM3)
//! AuditChain   verifies a trail and names the first broken entry
//! ```
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)
)]

mod audit;
mod permission;

pub use audit::{AuditChain, AuditDraft, AuditEntry, AuditHead, ChainFault, Digest};
pub use permission::{Action, Actor, ObjectState, Refusal, Role, Scope, Verdict, permit};
